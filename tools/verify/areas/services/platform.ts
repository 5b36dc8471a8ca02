/** The whole platform in one process: how soon it is there, how little it takes, and that training does not hold it up. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processSeconds } from '@streamforge/bench/kafka/cpu';
import { quantileOf, residentBytes, scrape, startUp, type Up } from '@streamforge/bench/platform';
import type { Figure } from '@streamforge/figures/figure';
import { caughtUp } from '../../src/core/read-api.ts';
import { playMarket } from '../../src/services/market-feed.ts';
import { jobEnded, trainOn } from '../../src/services/training.ts';

const IDLE_MS = 10_000;
const WARM_UP_SECONDS = 10;
const MEASURED_SECONDS = 30;
const BARS_A_SECOND = 200;
const LOOP = 'streamforge_event_loop_delay_seconds';

interface Observed {
  readonly startSeconds: number;
  readonly idleBytes: number;
  /** Share of one core while the market plays, and the bars a second that it really played. */
  readonly share: number;
  readonly rate: number;
  /** Event-loop delay while a model is trained beside the market, and how the job ended. */
  readonly delaySeconds: number;
  readonly trained: string;
}

const observe = async (up: Up): Promise<Observed> => {
  await pause(IDLE_MS);
  const idleBytes = residentBytes(up.pid);
  await playMarket(up, 4, BARS_A_SECOND, WARM_UP_SECONDS);
  const before = processSeconds(up.pid);
  const { candles, seconds } = await playMarket(up, 5, BARS_A_SECOND, MEASURED_SECONDS);
  const share = (processSeconds(up.pid) - before) / seconds;
  await caughtUp(up);
  const earlier = await scrape(up);
  const job = await trainOn(up, { model: 'beside-traffic', exchange: 'sim', interval: '1m' });
  const [trained] = await Promise.all([jobEnded(up, job), playMarket(up, 6, 50, MEASURED_SECONDS / 3)]);
  return { startSeconds: up.startSeconds, idleBytes, share, rate: candles / seconds, trained: trained.state, delaySeconds: quantileOf(await scrape(up), LOOP, 0.99, earlier) };
};

let observed: Promise<Observed> | undefined;
const whenObserved = (): Promise<Observed> => observed ??= (async () => {
  const directory = mkdtempSync(join(tmpdir(), 'whole-'));
  const up = await startUp(directory);
  try {
    return await observe(up);
  } finally {
    await up.stop();
    rmSync(directory, { recursive: true });
  }
})();

export const figures: readonly Figure[] = [
  {
    name: 'whole platform, start to ready',
    bar: 'less than 2 s',
    measure: async () => {
      const { startSeconds } = await whenObserved();
      return { measured: `${startSeconds.toFixed(2)} s`, ok: startSeconds < 2 };
    },
  },
  {
    name: 'whole platform, memory when idle',
    bar: 'less than 300 MB',
    measure: async () => {
      const { idleBytes } = await whenObserved();
      return { measured: `${Math.round(idleBytes / 1e6)} MB`, ok: idleBytes < 300e6 };
    },
  },
  {
    name: `demo market at ${BARS_A_SECOND} bars/s`,
    bar: 'less than 25 % of one core, at that rate',
    measure: async () => {
      const { share, rate } = await whenObserved();
      return { measured: `${(share * 100).toFixed(1)} % of one core at ${Math.round(rate)} bars/s`, ok: share < 0.25 && rate >= 0.95 * BARS_A_SECOND };
    },
  },
  {
    name: 'event-loop delay p99 while a model is trained',
    bar: 'less than 25 ms, and the job finishes',
    measure: async () => {
      const { delaySeconds, trained } = await whenObserved();
      return { measured: `${(delaySeconds * 1_000).toFixed(1)} ms, job ${trained}`, ok: delaySeconds < 0.025 && trained === 'finished' };
    },
  },
];
