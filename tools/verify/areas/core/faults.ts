/** What faults do to the platform: each is injected, healed and judged by the oracle. */
import { arrivals } from '@streamforge/faults/arrivals';
import { badInputThroughTheLog } from '@streamforge/faults/bad-input/through-the-log';
import { cutDocumentStore, cutEventLog } from '@streamforge/faults/cut-log';
import { fullDisk } from '@streamforge/faults/full-disk';
import { runKills } from '@streamforge/faults/kills';
import { refusedFiles, refusedPlatforms } from '@streamforge/faults/refused-starts';
import { forcedStop, frozen, stopAtLoad } from '@streamforge/faults/stops';
import { stuckPartition } from '@streamforge/faults/stuck-partition';
import { traceSync } from '@streamforge/faults/sync-trace';
import { tornLog } from '@streamforge/faults/torn-log';
import { tornTails } from '@streamforge/faults/wal-file';
import type { Figure, Measurement } from '@streamforge/figures/figure';

const KILLS = 10;

/** Good when nobody complains; else the first complaint is what was measured. */
const unlessComplaints = (complaints: readonly string[], measured: string, ok = true): Measurement =>
  ({ measured: complaints[0] ?? measured, ok: ok && complaints.length === 0 });

const kills: Figure = {
  name: 'SIGKILL at seeded durable writes',
  bar: `at ${KILLS} points nothing lost or doubled, same state`,
  measure: async () => {
    const results = await runKills({ seed: 11, kills: KILLS, records: 900 });
    const killed = results.filter((result) => result.killed).length;
    return unlessComplaints(results.flatMap(({ complaints }) => complaints),
      `${killed} killed of ${results.length}, the oracle holds in all`, results.length === KILLS);
  },
};

const sync: Figure = {
  name: 'sync before the acknowledgement',
  bar: 'write to the log, its sync, the answer: in this order by strace',
  measure: async () => {
    const { written, synced, answered, inOrder } = await traceSync();
    return { measured: [written, synced, answered].map((call) => call?.name ?? 'missing').join(', then '), ok: inOrder };
  },
};

const torn: Figure = {
  name: 'torn write-ahead logs',
  bar: 'nothing acknowledged lost',
  measure: async () => {
    const complaints: string[] = [];
    let missing = 0;
    for (const tail of tornTails) {
      const { complaints: said, found } = await tornLog(tail);
      complaints.push(...said);
      missing += found.lostRanges + found.lostWrites;
    }
    return unlessComplaints(complaints, `${tornTails.join(', ')}: nothing lost`, missing === 0);
  },
};

const cut: readonly Figure[] = [
  {
    name: 'event log cut by hand',
    bar: 'every lost range said, no offset given twice',
    measure: async () => {
      const { complaints, found: { lost, said, reused, tooShort } } = await cutEventLog();
      return unlessComplaints([...complaints, ...reused, ...tooShort],
        `${said.length} of ${lost.length} lost ranges said, the state is whole again`,
        lost.length > 0 && said.join() === lost.join());
    },
  },
  {
    name: 'document store cut by hand',
    bar: 'STATE_LOST said, rebuilt from the log to the same state',
    measure: async () => {
      const { complaints, found: { said, rebuild, lostWrites } } = await cutDocumentStore();
      return unlessComplaints(complaints, said ?? 'nothing was said', said !== undefined && rebuild.code === 0 && lostWrites === 0);
    },
  },
];

const disk: Figure = {
  name: 'full disk',
  bar: 'refused with a code, nothing lost, heals by itself',
  measure: async () => {
    const { complaints, found: { answers, readyAfter, alive }, recoveryMs } = await fullDisk();
    return unlessComplaints(complaints, `answered ${answers.join(', ')}; caught up ${recoveryMs} ms after there was space`,
      alive && readyAfter === 200);
  },
};

const starts: Figure = {
  name: 'second process, taken port, unreadable files',
  bar: 'one line with code and fix, exit code 6 or 7, no stack',
  measure: async () => {
    const results = [...await refusedPlatforms(), ...await refusedFiles()];
    return unlessComplaints(results.flatMap(({ complaints }) => complaints), `${results.length} refused in one line each`);
  },
};

const stops: Figure = {
  name: 'SIGTERM, second SIGTERM and SIGSTOP at load',
  bar: 'nothing lost, same state',
  measure: async () => {
    const [drained, forced, stopped] = [await stopAtLoad(), await forcedStop(), await frozen(3)];
    return unlessComplaints([drained, forced, stopped].flatMap(({ complaints }) => complaints),
      `drained with exit code ${drained.found.exitCode}, forced when asked twice, unharmed by 3 s of SIGSTOP`,
      drained.found.exitCode === 0 && !drained.found.forced && forced.found.forced);
  },
};

const order: Figure = {
  name: 'one state hash',
  bar: 'twice, in batches of 1, 7 and 500, over 1, 3 and 8 partitions, shuffled',
  measure: async () => {
    const results = await arrivals(3, 3_000);
    const hashes = new Set(results.map(({ hash }) => hash));
    return { measured: `${hashes.size} hash in ${results.length} arrivals`, ok: hashes.size === 1 };
  },
};

const stuck: Figure = {
  name: 'one stuck partition of six',
  bar: 'p99 of the other five within twice',
  measure: async () => {
    const { pairs, missing } = await stuckPartition({ records: 500, pairs: 5 });
    const middle = pairs.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(pairs.length / 2)];
    if (middle === undefined) throw new Error('no pair was run');
    const { ratio, with: faulty, without } = middle;
    const measured = `${ratio.toFixed(2)} times (${faulty.toFixed(1)} against ${without.toFixed(1)} ms)`;
    return { measured, ok: ratio <= 2 && missing === 0 };
  },
};

const kindOf = (outcome: string): string => {
  if (outcome === 'stored') return outcome;
  return outcome.startsWith('refused ') ? 'refused' : 'dead letters';
};

const bad: Figure = {
  name: 'bad input through the log',
  bar: 'each line stored right, or refused or dead-lettered with its code; the next good record stored',
  measure: async () => {
    const results = await badInputThroughTheLog();
    const wrong = results.filter(({ outcome, expected, lives }) => outcome !== expected || !lives);
    const counted = Map.groupBy(results, ({ outcome }) => kindOf(outcome));
    return unlessComplaints(wrong.map(({ what, outcome, expected }) => `${what}: ${outcome} instead of ${expected}`),
      `${results.length} lines: ${[...counted].map(([kind, lines]) => `${lines.length} ${kind}`).join(', ')}`);
  },
};

export const figures: readonly Figure[] = [kills, sync, torn, ...cut, disk, starts, stops, order, stuck, bad];
