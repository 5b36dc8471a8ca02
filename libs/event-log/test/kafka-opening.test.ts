import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { systemClock } from '@streamforge/determinism/clock';
import { afterEach, describe, expect, it } from 'vitest';
import { openKafkaEventLog } from '../src/kafka.ts';
import { kafkaUrl } from './kafka-cluster.ts';

describe('opening Kafka', () => {
  const servers: Server[] = [];
  const listen = async (server: Server): Promise<string> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return `127.0.0.1:${typeof address === 'object' ? address?.port ?? 0 : 0}`;
  };
  const open = async (url: string) => await openKafkaEventLog({ endpoint: { url, user: 'me', password: 'not to be told' }, clock: systemClock });
  const sockets = new Set<Socket>();
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });
  const kept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  };

  const places: readonly (readonly [string, () => Promise<string>, string])[] = [
    ['nothing listens', async () => {
      const address = await listen(createServer());
      await new Promise((resolve) => servers.pop()?.close(resolve));
      return address;
    }, 'BACKEND_UNREACHABLE'],
    ['a web server answers', async () => await listen(createHttpServer((_, answer) => void answer.end('hello'))), 'BACKEND_MISMATCH'],
    ['a server hangs up', async () => await listen(createServer((socket) => {
      kept(socket);
      socket.end();
    })), 'BACKEND_MISMATCH'],
    ['a server says nothing', async () => await listen(createServer(kept)), 'BACKEND_UNREACHABLE'],
  ];

  it.each(places)('is told within ten seconds, with the address and without the secret: %s', async (_, place, code) => {
    const address = await place();
    const began = performance.now();
    const opening = await open(`kafka://${address}`).then(() => 'opened', (error: unknown) => error);
    expect(opening).toMatchObject({ name: 'TerminalError', code });
    expect(String(opening)).toContain(address);
    expect(String(opening)).not.toContain('not to be told');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it.skipIf(kafkaUrl === undefined)('encrypted, of a server that does not encrypt is told', async () => {
    const opening = open((kafkaUrl ?? '').replace('kafka:', 'kafka+tls:'));
    await expect(opening).rejects.toMatchObject({ code: 'BACKEND_MISMATCH' });
  });

  it('goes on to the next address when one does not answer', { skip: kafkaUrl === undefined }, async () => {
    const address = await (places[0]?.[1] ?? (async () => ''))();
    const log = await openKafkaEventLog({ endpoint: { url: (kafkaUrl ?? '').replace('kafka://', `kafka://${address},`) }, clock: systemClock });
    await expect(log.ping()).resolves.toBeUndefined();
    await log.close();
  });
});
