/** What every request passes before its route: is it meant for us, may its page call us, who asks. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accessReader } from './access.ts';
import { isLoopback, type HttpSettings } from './settings.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers without a key and, on other than loopback, under any Host name: orchestrators ask by address. */
    probe?: boolean;
  }
}

/** The name in a Host header, without its port, lower-case. */
const nameOf = (host: string | undefined): string => (host ?? '').toLowerCase().replace(/:\d{1,5}$/, '').replace(/\.$/, '');

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': 'default-src \'none\'; frame-ancestors \'none\'',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/**
 * Adds the checks. A page of a foreign site can reach a loopback port through its visitor's browser, directly (its Origin gives it away) or
 * by pointing its own name at 127.0.0.1 (its Host does), so both are compared with what is allowed.
 */
export const addGuard = (http: FastifyInstance, settings: HttpSettings): void => {
  const loopback = isLoopback(settings.host);
  const hosts = new Set(['127.0.0.1', 'localhost', '[::1]', ...settings.hosts.map((name) => name.toLowerCase())]);
  const origins = new Set(settings.origins);
  const readAccess = accessReader(settings, loopback);

  const refuseForeignHost = ({ headers: { host }, routeOptions }: FastifyRequest): void => {
    if (hosts.has(nameOf(host)) || (routeOptions.config.probe === true && !loopback)) return;
    throw new TerminalError('HOST_REFUSED');
  };
  const refuseForeignOrigin = ({ headers: { origin, host } }: FastifyRequest, reply: FastifyReply): void => {
    if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) return;
    if (!origins.has(origin)) throw new TerminalError('ORIGIN_REFUSED');
    reply.headers({ 'access-control-allow-origin': origin, 'cross-origin-resource-policy': 'cross-origin', vary: 'Origin' });
  };

  http.decorateRequest('access', null);
  http.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    refuseForeignHost(request);
    refuseForeignOrigin(request, reply);
    if (request.method === 'OPTIONS' && request.headers.origin !== undefined) return await preflight(reply);
    request.access = readAccess(request);
    if (request.access === null && request.routeOptions.config.probe !== true) throw new TerminalError('API_KEY_MISSING');
  });
};

const preflight = (reply: FastifyReply): FastifyReply => reply.code(204).headers({
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, x-api-key',
  'access-control-max-age': '600',
}).send();
