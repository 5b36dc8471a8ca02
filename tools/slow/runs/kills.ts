import { runKills } from '@streamforge/faults/kills';
import type { FigureRun } from '@streamforge/figures/figure';

const KILLS = 50;

/** The kill points of the test, five times as many and over a longer workload. */
export const run: FigureRun = {
  says: `SIGKILL at ${KILLS} seeded durable writes of the event log and the document store; the oracle judges each.`,
  measure: async () => {
    let count = 0;
    const results = await runKills({
      seed: 50, kills: KILLS, records: 3_000,
      onResult: ({ fault, recoveryMs, complaints }) => {
        count += 1;
        const said = complaints.length === 0 ? 'holds' : complaints.join('; ');
        process.stderr.write(`${count}/${KILLS} ${fault}: ${said}, back after ${recoveryMs} ms\n`);
      },
    });
    const broken = results.filter(({ complaints }) => complaints.length > 0);
    const killed = results.filter(({ killed: ended }) => ended);
    const slowest = Math.max(...killed.map(({ recoveryMs }) => recoveryMs));
    return [{
      name: 'SIGKILL at seeded durable writes',
      bar: `at ${KILLS} points nothing lost or doubled, same state`,
      measured: `${killed.length} killed, the oracle holds in ${results.length - broken.length}, caught up within ${slowest} ms`,
      ok: broken.length === 0 && results.length === KILLS && killed.length >= 0.9 * KILLS,
    }];
  },
};
