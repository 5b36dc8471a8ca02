import { killFaults } from '@streamforge/faults/cluster/faults/kills';
import { frozenFor } from '@streamforge/faults/cluster/faults/members';
import { withFaultServers } from '@streamforge/faults/cluster/fault-servers';
import type { FigureRun } from '@streamforge/figures/figure';

const KILLS = 50;
const SEED = 500;
const RECORDS = 1_200;
const FROZEN_MS = 60_000;

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** The kills of the tests, over Kafka, Postgres and S3, at more points; and a process that is frozen for a minute. */
export const run: FigureRun = {
  says: `${KILLS} SIGKILLs of ingest at seeded steps over Kafka, Postgres and S3, and a SIGSTOP for a minute; the oracle judges each.`,
  measure: async ([kills = String(KILLS), seed = String(SEED)]) => await withFaultServers(async (servers) => {
    const said: string[] = [];
    let [held, slowest] = [0, 0];
    for (let at = 0; at < Number(kills); at += 1) {
      const fault = killFaults[at % killFaults.length] as (typeof killFaults)[number];
      const { complaints, recoveryMs, found } = await fault.run(servers, { seed: Number(seed) + at, records: RECORDS });
      said.push(...complaints);
      if (complaints.length === 0) held += 1;
      slowest = Math.max(slowest, recoveryMs);
      tell(`${at + 1}/${kills} ${fault.name}, ${found}: ${complaints[0] ?? 'holds'}, back after ${recoveryMs} ms`);
    }
    const frozen = await frozenFor(FROZEN_MS).run(servers, { seed: Number(seed), records: RECORDS });
    return [{
      name: `SIGKILL of ingest over servers, seeds from ${seed}`, bar: `at ${KILLS} steps nothing lost or doubled, same state`,
      measured: said[0] ?? `the oracle holds in ${held} of ${kills}, caught up within ${(slowest / 1_000).toFixed(1)} s`,
      ok: said.length === 0 && held >= KILLS,
    }, {
      name: `SIGSTOP for ${FROZEN_MS / 1_000} s over servers, seed ${seed}`, bar: 'nothing lost or doubled, same state: late writes change nothing',
      measured: frozen.complaints[0] ?? `${frozen.found}, caught up within ${(frozen.recoveryMs / 1_000).toFixed(1)} s`, ok: frozen.complaints.length === 0,
    }];
  }),
};
