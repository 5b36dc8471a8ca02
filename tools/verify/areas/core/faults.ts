/** What faults do to the platform: each is injected, healed and judged by the oracle. */
import { runKills } from '@streamforge/faults/kills';
import type { Figure } from '@streamforge/figures/figure';

const KILLS = 10;

export const figures: readonly Figure[] = [
  {
    name: 'SIGKILL at seeded durable writes',
    bar: `at ${KILLS} points nothing lost or doubled, same state`,
    measure: async () => {
      const results = await runKills({ seed: 11, kills: KILLS, records: 900 });
      const complaints = results.flatMap((result) => result.complaints);
      const killed = results.filter((result) => result.killed).length;
      return {
        measured: complaints[0] ?? `${killed} killed of ${results.length}, the oracle holds in all`,
        ok: complaints.length === 0 && results.length === KILLS,
      };
    },
  },
];
