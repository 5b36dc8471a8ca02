/** A document store that is away, slow, cut off, or whose answers are lost. */
import { setTimeout as pause } from 'node:timers/promises';
import type { TcpProxy } from '@streamforge/testing/tcp-proxy';
import { disturbedCluster, type ClusterRun } from '../disturbed.ts';
import type { ServiceProcess } from '../service-process.ts';
import { halves, type ClusterFault } from './fault.ts';

const OUTAGE_MS = 5_000;
const SLOW_MS = 150;

/** Produces the second half while `hurt` lasts; ingest reaches Postgres through the proxy. */
const throughProxy = (name: string, hurt: (proxy: TcpProxy) => Promise<void> | void, waits: boolean): ClusterFault => ({
  name,
  run: ({ urls, proxy }, options) => disturbedCluster({ fault: name, urls, ...options }, async (run) => {
    const [first, second] = halves(run.batches);
    const process = await run.ingest({ DOCUMENTS_URL: proxy.through(run.place.env['DOCUMENTS_URL'] ?? '') });
    await run.produce(first);
    await hurt(proxy);
    await run.produce(second);
    const seen = waits ? await unready(process, run) : undefined;
    if (!waits) await pause(OUTAGE_MS);
    await proxy.heal();
    run.healed();
    return seen ?? 'went on';
  }),
});

/** Readiness must turn 503 and say why while nothing can be stored. */
const unready = async (process: ServiceProcess, { ports }: ClusterRun, code = 'STORE_UNAVAILABLE'): Promise<string> => {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { status, body } = await process.readiness();
    if (status === 503 && body.includes(code)) break;
    if (performance.now() > deadline) throw new Error(`/readyz answers ${status} while the store is away: ${body.slice(0, 200)}`);
    await pause(100);
  }
  await ports.events.ping();
  return `readiness 503 with ${code}`;
};

const restarted: ClusterFault = {
  name: 'store killed and started again',
  run: ({ urls, postgres }, options) => disturbedCluster({ fault: 'store killed', urls, ...options }, async (run) => {
    const [first, second] = halves(run.batches);
    const process = await run.ingest();
    await run.produce(first);
    await postgres.stop('immediate');
    await run.produce(second);
    const seen = await unready(process, run);
    await postgres.start();
    run.healed();
    return seen;
  }),
};

/** The store's tables lie on a disk of their own, which is full for a while. */
const full: ClusterFault = {
  name: 'store full',
  needs: ({ smallDisk }) => smallDisk !== undefined,
  run: async ({ urls, smallDisk }, options) => {
    if (smallDisk === undefined) throw new Error('no disk of one’s own can be mounted here');
    await smallDisk.use();
    try {
      return await disturbedCluster({ fault: 'store full', urls, ...options }, async (run) => {
        const [first, second] = halves(run.batches);
        const process = await run.ingest();
        await run.produce(first);
        await smallDisk.fill();
        await run.produce(second);
        const seen = await unready(process, run, 'DISK_FULL');
        await smallDisk.free();
        run.healed();
        return seen;
      });
    } finally {
      await smallDisk.leave();
    }
  },
};

export const storeFaults: readonly ClusterFault[] = [
  restarted,
  throughProxy('store unreachable: connections refused and reset', (proxy) => proxy.refuse(), true),
  throughProxy('store hangs: connections accepted, nothing answered', (proxy) => proxy.pause(), true),
  throughProxy('store writes but the reply is dropped', (proxy) => proxy.dropReplies(), true),
  throughProxy('store connections reset once at load', (proxy) => proxy.cut(), false),
  throughProxy(`store slow: ${SLOW_MS} ms each way`, (proxy) => proxy.delay(SLOW_MS), false),
  full,
];
