import { createServer } from 'node:net';
import { once } from 'node:events';
import { TerminalError } from '@streamforge/contracts/errors';
import { freePort } from '@streamforge/testing/free-port';
import { describe, expect, it } from 'vitest';
import { hostPlace } from './open-host.ts';
import { keeper } from './keeper.ts';

describe('starting a host', () => {
  const place = hostPlace();

  it('answers on a free port, knows its settings and warns of variables that nothing reads', async () => {
    const host = await place().open([keeper()], { env: { STREAMFORGE_KEEPER_WORD: 'held', STREAMFORGE_KEEPER_WROD: 'lost' } });
    expect((await fetch(`${host.address}/readyz`)).status).toBe(200);
    expect(host.settings).toMatchObject({ STREAMFORGE_KEEPER_WORD: 'held' });
    expect(place().logs).toContainEqual(expect.objectContaining({ level: 40, msg: expect.stringContaining('STREAMFORGE_KEEPER_WROD') as string }));
  });

  it('uses the port that the contract gives the service, unless told otherwise', async () => {
    const host = await place().open([keeper()], { env: { STREAMFORGE_HTTP_PORT: '' }, listen: false });
    expect(host.address).toBeUndefined();
    expect((await host.http.inject('/healthz')).statusCode).toBe(200);
  });

  it('reads without joining a group when it is told to', async () => {
    const host = await place().open([keeper({ background: () => Promise.reject(new Error('started')) })], { consume: false });
    await host.ports.events.produce('documents.v1', [{ key: 'k', value: '{}' }]);
    expect(await host.ports.events.committed('ingest')).toEqual([]);
    expect(await host.lag()).toContainEqual({ topic: 'documents.v1', group: 'ingest', lag: 1 });
  });

  it('lists every mistake in the settings and opens nothing', async () => {
    const opening = place().open([keeper()], {
      env: { STREAMFORGE_HTTP_PORT: 'abc', STREAMFORGE_DRAIN_SECONDS: '-1' },
      openPorts: () => Promise.reject(new Error('opened')),
    });
    await expect(opening).rejects.toThrow(/STREAMFORGE_HTTP_PORT[\s\S]*STREAMFORGE_DRAIN_SECONDS/);
  });

  it('names every topic that the log lacks before it reads anything', async () => {
    const opening = place().open([keeper()], {
      over: (ports) => ({
        ...ports,
        events: {
          ...ports.events,
          topics: async () => (await ports.events.topics()).filter(({ name }) => !name.startsWith('documents.v1')),
          offsets: (topic) => topic.startsWith('documents.v1') ? Promise.reject(new TerminalError('TOPIC_UNKNOWN')) : ports.events.offsets(topic),
        },
      }),
    });
    await expect(opening).rejects.toMatchObject({ code: 'TOPIC_MISSING', message: expect.stringContaining('documents.v1, documents.v1.dlq') as unknown });
  });

  it('says what the log says of a topic that it does not show', async () => {
    const forbidden = new TerminalError('BACKEND_FORBIDDEN', 'Describe', { topic: 'documents.v1' });
    const opening = place().open([keeper()], {
      over: (ports) => ({
        ...ports,
        events: {
          ...ports.events,
          topics: async () => (await ports.events.topics()).filter(({ name }) => name !== 'documents.v1'),
          offsets: (topic) => topic === 'documents.v1' ? Promise.reject(forbidden) : ports.events.offsets(topic),
        },
      }),
    });
    await expect(opening).rejects.toBe(forbidden);
  });

  it('lets go of everything when the port is taken', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    await expect(place().open([keeper()], { env: { STREAMFORGE_HTTP_PORT: String(port) } })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    await (await place().ports()).close();
    other.close();
  });

  it('refuses an address that this machine does not have', async () => {
    const env = { STREAMFORGE_HTTP_HOST: '203.0.113.1', STREAMFORGE_INSECURE: 'true' };
    await expect(place().open([keeper()], { env })).rejects.toThrow('203.0.113.1 is no address of this machine');
  });

  it('lets go of everything when a group can’t be joined', async () => {
    const port = await freePort();
    const opening = place().open([keeper()], {
      env: { STREAMFORGE_HTTP_PORT: String(port) },
      over: (ports) => ({ ...ports, events: { ...ports.events, consume: () => Promise.reject(new TerminalError('TOPIC_UNKNOWN')) } }),
    });
    await expect(opening).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' });
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
    await (await place().ports()).close();
  });

  it('refuses a service that has no handler for a topic of its contract', async () => {
    await expect(place().open([{ ...keeper(), consumes: {} }])).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('reports what the log and the store lost, and counts each record once', async () => {
    const range = { topic: 'documents.v1', partition: 0, from: 5, to: 9, cause: 'truncated' as const };
    const host = await place().open([keeper()], {
      over: (ports) => ({
        ...ports,
        documents: { ...ports.documents, lostWrites: () => Promise.resolve(3) },
        events: {
          ...ports.events,
          lostRanges: () => Promise.resolve([range]),
          consume: (options) => {
            options.onLostRange?.({ ...range, from: 7 });
            options.onLostRange?.({ ...range, from: 9, to: 10, cause: 'retention' });
            options.onLostRange?.({ ...range, partition: 1, from: 0, to: 2 });
            return ports.events.consume(options);
          },
        },
      }),
    });
    expect(place().logs.filter(({ code }) => code === 'LOST_RANGE')).toHaveLength(4);
    expect(place().logs).toContainEqual(expect.objectContaining({ level: 50, topic: 'documents.v1', partition: 0, offset: 5, to: 9 }));
    expect(place().logs).toContainEqual(expect.objectContaining({ level: 50, code: 'STATE_LOST' }));
    expect(await host.metrics.text()).toContain('streamforge_log_lost_records{topic="documents.v1"} 7');
  });
});
