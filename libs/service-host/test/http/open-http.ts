import { StreamForgeError } from '@streamforge/contracts/errors';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { requireAdmin, requireTopic } from '../../src/http/access.ts';
import type { Health } from '../../src/health.ts';
import { createHttp } from '../../src/http/server.ts';
import type { HttpSettings } from '../../src/http/settings.ts';
import { createMetrics } from '../../src/metrics.ts';

export const loopback: HttpSettings = { host: '127.0.0.1', hosts: [], origins: [], keys: [], insecure: false, token: 'the-token' };

export const healthy: Health = { draining: false, checks: () => Promise.resolve([{ name: 'events', ok: true, detail: '' }]) };

/** An HTTP side with a few routes that do what routes do. */
export const openHttp = (settings: Partial<HttpSettings> = {}, health: Health = healthy): FastifyInstance => {
  const http = createHttp({ settings: { ...loopback, ...settings }, health, metrics: createMetrics(), logger: pino({ level: 'silent' }) });
  http.get('/answer', () => ({ answer: 42 }));
  http.get('/broken', () => {
    throw new Error('SECRET at line 7');
  });
  http.get('/busy', () => {
    throw new StreamForgeError('BACKPRESSURE');
  });
  http.get('/tenant', ({ access }) => ({ tenant: access?.tenant }));
  http.get('/things/:id', (request) => request.params);
  http.post('/echo', (request) => ({ body: request.body }));
  http.post<{ Params: { topic: string } }>('/produce/:topic', (request) => {
    requireTopic(request, request.params.topic);
    return {};
  });
  http.post('/admin', (request) => {
    requireAdmin(request);
    return {};
  });
  return http;
};
