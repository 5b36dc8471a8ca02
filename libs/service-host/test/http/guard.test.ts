import { createHash } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { HostSettings } from '../../src/config/host-settings.ts';
import { httpSettings, isLoopback, type HttpSettings } from '../../src/http/settings.ts';
import { openHttp } from './open-http.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const keys = [
  { sha256: sha256('reader'), topics: [], admin: false },
  { sha256: sha256('producer'), topics: ['a'], admin: false },
  { sha256: sha256('boss'), topics: ['*'], admin: true },
];
const open: Partial<HttpSettings> = { host: '0.0.0.0', hosts: ['gateway.example'], keys };

const ask = async (settings: Partial<HttpSettings>, request: InjectOptions): Promise<readonly [status: number, code: unknown]> => {
  const http = openHttp(settings);
  const answer = await http.inject(request);
  await http.close();
  return [answer.statusCode, answer.headers['content-type']?.toString().includes('problem') === true ? answer.json<{ code: string }>().code : undefined];
};

const OK = [200, undefined] as const;

describe('the Host header', () => {
  it.each(['127.0.0.1', '127.0.0.1:8080', 'localhost:1', '[::1]:8080', 'LOCALHOST'])('%s is ours', async (host) => {
    expect(await ask({}, { url: '/answer', headers: { host } })).toEqual(OK);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1'])('"%s" is refused, so that no page can point its name at us', async (host) => {
    expect(await ask({}, { url: '/answer', headers: { host } })).toEqual([421, 'HOST_REFUSED']);
    expect(await ask({}, { url: '/healthz', headers: { host } })).toEqual([421, 'HOST_REFUSED']);
  });

  it('may be a configured name; probes on an open address may have any', async () => {
    expect(await ask(open, { url: '/answer', headers: { host: 'gateway.example', authorization: 'Bearer reader' } })).toEqual(OK);
    expect(await ask(open, { url: '/answer', headers: { host: '10.1.2.3:8080', authorization: 'Bearer reader' } })).toEqual([421, 'HOST_REFUSED']);
    expect(await ask(open, { url: '/readyz', headers: { host: '10.1.2.3:8080' } })).toEqual(OK);
  });
});

describe('the Origin header', () => {
  const host = '127.0.0.1:8080';

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:3000', 'http://localhost:8080'])('%s is refused', async (origin) => {
    expect(await ask({}, { method: 'POST', url: '/admin', headers: { host, origin } })).toEqual([403, 'ORIGIN_REFUSED']);
  });

  it('may be our own', async () => {
    expect(await ask({}, { url: '/answer', headers: { host, origin: `http://${host}` } })).toEqual(OK);
  });

  it('that is configured may call, preflight included', async () => {
    const http = openHttp({ origins: ['https://desk.example'] });
    const headers = { host, origin: 'https://desk.example' };
    const preflight = await http.inject({ method: 'OPTIONS', url: '/echo', headers: { ...headers, 'access-control-request-method': 'POST' } });
    expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([204, 'https://desk.example']);
    const answer = await http.inject({ url: '/answer', headers });
    expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([200, 'https://desk.example']);
    await http.close();
  });
});

describe('keys', () => {
  const headers = (key: string) => ({ host: 'gateway.example', authorization: `Bearer ${key}` });

  it('are not asked for on loopback', async () => {
    expect(await ask({}, { method: 'POST', url: '/admin', headers: { host: 'localhost' } })).toEqual(OK);
  });

  it('are asked for elsewhere', async () => {
    expect(await ask(open, { url: '/answer', headers: { host: 'gateway.example' } })).toEqual([401, 'API_KEY_MISSING']);
    expect(await ask(open, { url: '/answer', headers: headers('wrong') })).toEqual([401, 'API_KEY_MISSING']);
    expect(await ask(open, { url: '/metrics', headers: { host: 'gateway.example' } })).toEqual([401, 'API_KEY_MISSING']);
    expect(await ask(open, { url: '/answer', headers: { host: 'gateway.example', 'x-api-key': 'reader' } })).toEqual(OK);
  });

  it('allow what their scope names', async () => {
    expect(await ask(open, { method: 'POST', url: '/produce/a', headers: headers('producer') })).toEqual(OK);
    expect(await ask(open, { method: 'POST', url: '/produce/b', headers: headers('producer') })).toEqual([403, 'API_KEY_FORBIDDEN']);
    expect(await ask(open, { method: 'POST', url: '/produce/a', headers: headers('reader') })).toEqual([403, 'API_KEY_FORBIDDEN']);
    expect(await ask(open, { method: 'POST', url: '/produce/b', headers: headers('boss') })).toEqual(OK);
    expect(await ask(open, { method: 'POST', url: '/admin', headers: headers('producer') })).toEqual([403, 'API_KEY_FORBIDDEN']);
    expect(await ask(open, { method: 'POST', url: '/admin', headers: headers('boss') })).toEqual(OK);
  });

  it('are bound to a tenant: their own, the default one, or for an admin any', async () => {
    const bound = { sha256: sha256('desk'), topics: [], admin: false, tenant: 'desk' };
    const http = openHttp({ ...open, keys: [...keys, bound] });
    const tenantOf = async (key: string): Promise<unknown> => (await http.inject({ url: '/tenant', headers: headers(key) })).json<{ tenant: unknown }>().tenant;
    expect(await Promise.all(['desk', 'reader', 'boss', 'the-token'].map(tenantOf))).toEqual(['desk', 'public', null, null]);
    await http.close();
  });

  it('can be replaced by the token of the run', async () => {
    expect(await ask(open, { method: 'POST', url: '/admin', headers: headers('the-token') })).toEqual(OK);
  });

  it('do not show checks to those who have none', async () => {
    const http = openHttp(open);
    expect((await http.inject({ url: '/readyz?verbose', headers: { host: 'gateway.example' } })).json()).toEqual({ status: 'ready' });
    expect((await http.inject({ url: '/readyz?verbose', headers: headers('reader') })).json()).toHaveProperty('checks');
    await http.close();
  });
});

describe('the settings', () => {
  const settings = (env: Record<string, string>) => httpSettings(HostSettings.parse(env), 'token');

  it('refuse an open address without keys, and say so', () => {
    expect(() => settings({ STREAMFORGE_HTTP_HOST: '0.0.0.0' })).toThrow(/STREAMFORGE_API_KEYS/);
    expect(settings({ STREAMFORGE_HTTP_HOST: '0.0.0.0', STREAMFORGE_INSECURE: 'true' }).insecure).toBe(true);
    expect(() => openHttp({ host: '0.0.0.0' })).toThrow(/no API keys/);
  });

  it('refuse keys that can’t be read without showing them', () => {
    expect(() => settings({ STREAMFORGE_API_KEYS: 'hunter2' })).toThrow(expect.not.stringContaining('hunter2') as string);
    expect(() => settings({ STREAMFORGE_API_KEYS: 'hunter2' })).toThrow('not valid JSON');
    expect(() => settings({ STREAMFORGE_API_KEYS: '[{"sha256":"abc"}]' })).toThrow(/0\.sha256/);
    expect(settings({ STREAMFORGE_API_KEYS: JSON.stringify(keys) }).keys).toHaveLength(3);
  });

  it('know which addresses only this machine reaches', () => {
    expect(['127.0.0.1', '127.8.8.8', 'localhost', '::1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example'].some(isLoopback)).toBe(false);
  });
});
