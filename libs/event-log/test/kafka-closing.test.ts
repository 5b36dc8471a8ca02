import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@streamforge/determinism/clock';
import { startTcpProxy, type TcpProxy } from '@streamforge/testing/tcp-proxy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokerConnection } from '../src/kafka/connection.ts';
import { kafkaSettings } from '../src/kafka/settings.ts';
import { metadata } from '../src/kafka/wire/metadata.ts';
import { kafkaUrl, openCluster } from './kafka-cluster.ts';

describe.skipIf(kafkaUrl === undefined)('what is closed stays closed', () => {
  let proxy: TcpProxy;
  beforeAll(async () => {
    const { seeds: [server] } = kafkaSettings({ url: kafkaUrl ?? '' });
    proxy = await startTcpProxy(server ?? { host: '', port: 0 });
  });
  afterAll(() => proxy?.close());

  it.each([0, 1, 2, 3, 4, 6, 8, 12, 20])('when closed %i ms into its opening, so that the process can end', async (ms) => {
    const connection = new BrokerConnection(proxy, {
      settings: kafkaSettings({ url: kafkaUrl ?? '' }), clientId: 'test', clock: systemClock, log: () => undefined, connectMs: 1_000, requestMs: 1_000,
    });
    const asked = connection.send(metadata([])).then(() => 'answered', () => 'refused');
    if (ms > 0) await pause(ms);
    connection.close();
    expect(['answered', 'refused']).toContain(await asked);
    await expect.poll(() => proxy.connections()).toBe(0);
    await expect(connection.connect()).rejects.toThrow(/closed/);
  });

  it('when something in the background still asks the cluster', async () => {
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
