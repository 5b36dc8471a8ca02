import { clusterUrls } from '@streamforge/testing/cluster-place';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterFaults } from '../../src/cluster/catalogue.ts';
import { withFaultServers, type FaultServers } from '../../src/cluster/fault-servers.ts';

/** Servers of its own; that any run here says that they can. */
const available = clusterUrls() !== undefined;

describe.skipIf(!available)('over three brokers, Postgres behind a proxy, and S3', () => {
  let servers: FaultServers | undefined;
  let done: () => void = () => undefined;
  let closed: Promise<void> = Promise.resolve();
  beforeAll(async () => {
    const { promise: started, resolve } = Promise.withResolvers<FaultServers>();
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    done = end;
    closed = withFaultServers(async (running) => {
      resolve(running);
      await over;
    });
    servers = await Promise.race([started, closed.then(() => undefined)]);
  }, 180_000);
  afterAll(async () => {
    done();
    await closed;
  }, 60_000);

  it.each(clusterFaults)('nothing is lost or doubled: $name', async ({ needs, run }) => {
    if (servers === undefined) throw new Error('the servers did not start');
    // Said when the servers started.
    if (needs?.(servers) === false) return;
    const { complaints, acknowledged } = await run(servers, { seed: 21, records: 600 });
    expect(complaints).toEqual([]);
    expect(acknowledged).toBeGreaterThan(400);
  }, 180_000);
});
