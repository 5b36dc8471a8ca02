import type { FastifyInstance } from 'fastify';
import type { Health } from '../health.ts';

/** What a scrape reads. */
export interface MetricsText {
  text(): Promise<string>;
  readonly contentType: string;
}

/** Adds `/healthz` (the process alone, never a dependency), `/readyz` (with `?verbose` each check) and `/metrics`. */
export const addProbes = (http: FastifyInstance, health: Health, metrics: MetricsText): void => {
  http.get('/healthz', { config: { probe: true } }, () => ({ status: 'alive' }));

  http.get('/readyz', { config: { probe: true } }, async (request, reply) => {
    const checks = health.draining ? [{ name: 'draining', ok: false, detail: 'the process is stopping' }] : await health.checks();
    const ready = checks.every(({ ok }) => ok);
    const verbose = Object.hasOwn(request.query as object, 'verbose') && request.access !== null;
    reply.code(ready ? 200 : 503);
    return { status: ready ? 'ready' : health.draining ? 'draining' : 'not ready', ...verbose && { checks } };
  });

  http.get('/metrics', async (_request, reply) => await reply.type(metrics.contentType).send(await metrics.text()));
};
