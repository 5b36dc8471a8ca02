import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@streamforge/determinism/clock';
import { startTcpProxy, type TcpProxy } from '@streamforge/testing/tcp-proxy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokerConnection } from '../src/kafka/connection.ts';
import { kafkaSettings } from '../src/kafka/settings.ts';
import { metadata } from '../src/kafka/wire/metadata.ts';
import { kafkaUrl, openCluster } from './kafka-cluster.ts';

describe.skipIf(kafkaUrl === undefined)('a connection to a broker', () => {
  let proxy: TcpProxy;
  const parts = {
    settings: kafkaSettings({ url: kafkaUrl ?? 'kafka://none' }), clientId: 'test', clock: systemClock, log: () => undefined, connectMs: 1_000, requestMs: 1_000,
  };
  beforeAll(async () => {
    const { seeds: [server] } = kafkaSettings({ url: kafkaUrl ?? '' });
    proxy = await startTcpProxy(server ?? { host: '', port: 0 });
  });
  afterAll(() => proxy?.close());

  it('serves those who come while it is being made', async () => {
    const connection = new BrokerConnection(proxy, parts);
    proxy.delay(40);
    const answers = Array.from({ length: 6 }, async (_, at) => {
      await pause(at * 15);
      return (await connection.send(metadata([]))).nodes.length;
    });
    expect(await Promise.all(answers)).toEqual(answers.map(() => expect.any(Number)));
    await proxy.heal();
    connection.close();
    await expect.poll(() => proxy.connections()).toBe(0);
  });

  it.each([0, 1, 2, 3, 4, 6, 8, 12, 20])('is gone when closed %i ms into its opening, so that the process can end', async (ms) => {
    const connection = new BrokerConnection(proxy, parts);
    const asked = connection.send(metadata([])).then(() => 'answered', () => 'refused');
    if (ms > 0) await pause(ms);
    connection.close();
    expect(['answered', 'refused']).toContain(await asked);
    await expect.poll(() => proxy.connections()).toBe(0);
    await expect(connection.connect()).rejects.toThrow(/closed/);
  });

  it('is not made once the cluster is closed, when something in the background still asks', async () => {
    const cluster = await openCluster();
    const { nodes: [node = 0] } = cluster;
    const own = cluster.connections();
    const before = await own.to(node);
    own.close();
    cluster.close();
    await expect(cluster.ask(metadata([]))).rejects.toThrow(/closed/);
    expect(own.known(node)).toBe(before);
    expect(cluster.connections().known(node)?.connected).toBe(false);
  });
});
