import { connect } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { limits } from '@streamforge/contracts/limits';
import type { InjectOptions } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../src/http/listen.ts';
import { healthy, openHttp } from './open-http.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const open: typeof openHttp = (...parts) => {
  const http = openHttp(...parts);
  closing.push(() => http.close());
  return http;
};

const host = { host: '127.0.0.1:8080' };
const ask = async (request: InjectOptions, http = open()) => await http.inject({ ...request, headers: { ...host, ...request.headers } });

describe('an error answer', () => {
  const json = { 'content-type': 'application/json' };
  const cases: readonly (readonly [what: string, request: InjectOptions, status: number, code: string])[] = [
    ['an unknown route', { url: '/nowhere' }, 404, 'ROUTE_UNKNOWN'],
    ['another method', { url: '/echo' }, 405, 'METHOD_NOT_ALLOWED'],
    ['a malformed path', { url: '/things/%zz' }, 400, 'REQUEST_INVALID'],
    ['a path that is too long', { url: `/things/${'x'.repeat(700)}` }, 400, 'REQUEST_INVALID'],
    ['bad JSON', { method: 'POST', url: '/echo', headers: json, payload: '{"a":' }, 422, 'JSON_INVALID'],
    ['an empty body', { method: 'POST', url: '/echo', headers: json, payload: '' }, 422, 'RECORD_EMPTY'],
    ['a repeated key', { method: 'POST', url: '/echo', headers: json, payload: '{"a":1,"a":2}' }, 422, 'JSON_DUPLICATE_KEY'],
    ['__proto__', { method: 'POST', url: '/echo', headers: json, payload: '{"__proto__":{}}' }, 422, 'JSON_FORBIDDEN_KEY'],
    ['another media type', { method: 'POST', url: '/echo', headers: { 'content-type': 'text/xml' }, payload: '<a/>' }, 415, 'ENCODING_UNSUPPORTED'],
    ['zstd', { method: 'POST', url: '/echo', headers: { ...json, 'content-encoding': 'zstd' }, payload: zstdCompressSync('{}') }, 415, 'ENCODING_UNSUPPORTED'],
    ['broken gzip', { method: 'POST', url: '/echo', headers: { ...json, 'content-encoding': 'gzip' }, payload: Buffer.from('1f8b0800', 'hex') }, 400, 'REQUEST_INVALID'],
    ['a large body', { method: 'POST', url: '/echo', headers: json, payload: Buffer.alloc(limits.requestBytes + 1, 0x20) }, 413, 'REQUEST_TOO_LARGE'],
    ['a gzip bomb', { method: 'POST', url: '/echo', headers: { ...json, 'content-encoding': 'gzip' }, payload: gzipSync(Buffer.alloc(100_000_000, 0x20)) }, 413, 'REQUEST_TOO_LARGE'],
    ['a failure of ours', { url: '/broken' }, 500, 'INTERNAL'],
    ['a refusal of ours', { url: '/busy' }, 429, 'BACKPRESSURE'],
  ];

  it.each(cases)('to %s is a problem with code, fix and request id', async (_what, request, status, code) => {
    const answer = await ask(request);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toEqual({
      type: `urn:streamforge:error:${code}`,
      title: expect.any(String) as string,
      status,
      detail: expect.any(String) as string,
      code,
      fix: expect.any(String) as string,
      instance: expect.stringMatching(/^\//) as string,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  it('to another method names those that the path takes', async () => {
    expect((await ask({ url: '/echo?a=1' })).headers.allow).toBe('POST');
    expect((await ask({ method: 'DELETE', url: '/things/7' })).headers.allow).toBe('GET, HEAD');
    expect((await ask({ method: 'DELETE', url: '/things/7/more' })).headers.allow).toBeUndefined();
  });

  it('never tells what broke inside', async () => {
    expect((await ask({ url: '/broken' })).body).not.toMatch(/SECRET|\.ts|at /);
  });

  it('says when to come back', async () => {
    expect((await ask({ url: '/busy' })).headers['retry-after']).toBe('1');
  });

  it('is given to what is not HTTP, too, and the process lives', async () => {
    const http = open();
    const port = Number(new URL(await listen(http, '127.0.0.1', 0)).port);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      }).on('close', () => resolve(text)).on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"code":"REQUEST_INVALID"');
    expect((await fetch(`http://127.0.0.1:${port}/answer`)).status).toBe(200);
  });
});

describe('a body', () => {
  it('may be gzipped', async () => {
    const answer = await ask({ method: 'POST', url: '/echo', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, payload: gzipSync('{"a":1}') });
    expect(answer.json()).toEqual({ body: { a: 1 } });
  });

  it('keeps integers that a double can’t hold', async () => {
    const answer = await ask({ method: 'POST', url: '/echo', headers: { 'content-type': 'application/json' }, payload: '{"id":9007199254740993}' });
    expect(answer.json()).toEqual({ body: { id: '9007199254740993' } });
  });
});

describe('probes', () => {
  it('say that the process lives, whatever its dependencies do', async () => {
    const health = { draining: false, checks: () => Promise.reject(new Error('store down')) };
    expect((await ask({ url: '/healthz' }, open({}, health))).statusCode).toBe(200);
  });

  it('say what is not ready, and each check when asked', async () => {
    const checks = [{ name: 'events', ok: true, detail: '' }, { name: 'documents', ok: false, detail: 'disk I/O error' }];
    const http = open({}, { draining: false, checks: () => Promise.resolve(checks) });
    const brief = await ask({ url: '/readyz' }, http);
    expect([brief.statusCode, brief.json()]).toEqual([503, { status: 'not ready' }]);
    expect((await ask({ url: '/readyz?verbose' }, http)).json()).toEqual({ status: 'not ready', checks });
    expect((await ask({ url: '/readyz' })).statusCode).toBe(200);
  });

  it('turn 503 while draining', async () => {
    const answer = await ask({ url: '/readyz' }, open({}, { ...healthy, draining: true }));
    expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'draining' }]);
  });

  it('count requests by route, never by path', async () => {
    const http = open();
    await ask({ url: '/things/a' }, http);
    await ask({ url: '/things/b' }, http);
    const { body } = await ask({ url: '/metrics' }, http);
    expect(body).toContain('streamforge_http_requests_total{route="/things/:id",method="GET",status="200"} 2');
    expect(body).not.toContain('/things/a');
  });
});

describe('listening', () => {
  it('on a port that is taken fails with one clear error', async () => {
    const port = Number(new URL(await listen(open(), '127.0.0.1', 0)).port);
    await expect(listen(open(), '127.0.0.1', port)).rejects.toMatchObject({ code: 'PORT_IN_USE', message: expect.stringContaining(`127.0.0.1:${port}`) as string });
  });
});
