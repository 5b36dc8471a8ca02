import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomIds } from '@streamforge/determinism/ids';
import { systemClock } from '@streamforge/determinism/clock';
import { openEmbeddedEventLog } from '@streamforge/event-log/embedded';
import type { EventLog } from '@streamforge/event-log/port';
import type { FigureRun } from '@streamforge/figures/figure';
import { benchFolder } from '../src/ingest/compare.ts';

const PRODUCERS = 500;
const ROUNDS = 40;
const WARM_ROUNDS = 5;

/** Milliseconds from call to acknowledgement of producers that send one record after another without a pause, ascending. */
const acknowledgements = async (log: EventLog): Promise<readonly number[]> => {
  const value = 'x'.repeat(200);
  const taken: number[] = [];
  await Promise.all(Array.from({ length: PRODUCERS }, async (_, producer) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = performance.now();
      await log.produce('bench', [{ key: `producer-${producer}`, value }]);
      if (round >= WARM_ROUNDS) taken.push(performance.now() - began);
    }
  }));
  return taken.toSorted((a, b) => a - b);
};

export const run: FigureRun = {
  says: '500 producers of single records at the embedded log, all at once and without a pause: time to the acknowledgement.',
  measure: async () => {
    mkdirSync(benchFolder, { recursive: true });
    const directory = mkdtempSync(join(benchFolder, 'log-'));
    const log = await openEmbeddedEventLog({ directory, clock: systemClock, ids: randomIds });
    try {
      await log.apply([{ name: 'bench', partitions: 12, retentionMs: null }]);
      const taken = await acknowledgements(log);
      const at = (share: number): number => taken[Math.floor(taken.length * share)] ?? Number.NaN;
      return [{
        name: '500 producers at the log without a pause, acknowledgement p50',
        measured: `${at(0.5).toFixed(1)} ms (p99 ${at(0.99).toFixed(1)} ms)`,
        bar: 'less than 10 ms',
        ok: at(0.5) < 10,
      }];
    } finally {
      await log.close();
      rmSync(directory, { recursive: true });
    }
  },
};
