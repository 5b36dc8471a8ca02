/** Each service killed at seeded durable writes, again and again in one run: what it leaves is what it leaves undisturbed. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { TopicName } from '@streamforge/contracts/topics';
import { serviceOf } from '@streamforge/contracts/services';
import { mulberry32 } from '@streamforge/determinism/random';
import { startProgram } from '@streamforge/testing/child-process';
import { withPorts } from '../evidence.ts';
import { inScratch } from '../scratch.ts';
import { derived, type DerivedName } from './composition.ts';
import { digest, stateIn } from './digest.ts';
import { marketInput, withLateFills } from './market-input.ts';

const PROGRAM = join(import.meta.dirname, 'killed-program.ts');
/** A run of its own for each kill must end in this time. */
const RUN_MS = 120_000;

export interface ServiceKills {
  readonly service: DerivedName;
  /** How often it was killed before it came to its end. */
  readonly kills: number;
  readonly hash: string;
  /** What an undisturbed run leaves. */
  readonly without: string;
  /** What is wrong, in words. */
  readonly complaints: readonly string[];
}

/** What a service published: each id once, though a record may be there again after a kill. */
const published = async (directory: string, name: DerivedName): Promise<ReadonlyMap<string, ReadonlySet<string>>> => await withPorts(directory, async ({ events }) => {
  const ids = new Map<string, Set<string>>();
  const topics = serviceOf(name).produces.filter((topic: TopicName) => topic !== 'queue-events');
  for (const topic of topics) {
    for (const lane of await events.offsets(topic)) {
      for (const record of await events.read({ ...lane, offset: lane.start }, { maxRecords: 1_000_000, maxBytes: 1_000_000_000 })) {
        const id = `${topic} ${Buffer.from(record.header('ce_id') ?? []).toString()}`;
        ids.set(id, (ids.get(id) ?? new Set()).add(Buffer.from(record.value ?? []).toString()));
      }
    }
  }
  return ids;
});

const run = async (directory: string, name: DerivedName, ...point: readonly string[]): Promise<{ readonly killed: boolean; readonly writes: number; readonly said: string }> => {
  const program = startProgram(PROGRAM, [name, ...point], { env: { STREAMFORGE_DATA: directory } });
  const late = setTimeout(() => void program.kill('SIGKILL'), RUN_MS);
  const { code, signal } = await program.ended;
  clearTimeout(late);
  const writes = Number(/^writes (\d+)$/m.exec(program.stdout())?.[1] ?? NaN);
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`${name} ended with ${String(code ?? signal)}: ${program.stderr().slice(-500)}`);
  return { killed: signal === 'SIGKILL', writes, said: program.stdout() };
};

/** Runs one service over what those before it left, killed `kills` times. */
export const serviceKills = (name: DerivedName, seed: number, kills: number, minutes: number): Promise<ServiceKills> => inScratch(async (scratch) => {
  const [base, calm, killed] = [join(scratch, 'base'), join(scratch, 'calm'), join(scratch, 'killed')];
  await digest(base, derived[name].after.map((service) => [service]), withLateFills(marketInput(seed, minutes)));
  await cp(base, calm, { recursive: true });
  await cp(base, killed, { recursive: true });
  const { writes } = await run(calm, name);
  const [without, calmRecords] = [await stateIn(calm), await published(calm, name)];

  const random = mulberry32(seed);
  const complaints: string[] = [];
  let count = 0;
  while (count < kills) {
    const write = 1 + Math.floor(random() * Math.max(1, 2 * writes / kills));
    const { killed: died, said } = await run(killed, name, String(write), random() < 0.5 ? 'before' : 'after');
    if (said.includes('unhandled rejection')) complaints.push(said.slice(0, 300));
    if (!died) break;
    count += 1;
  }
  await run(killed, name);
  const [left, records] = [await stateIn(killed), await published(killed, name)];
  if (left.hash !== without.hash) complaints.push(`another state: ${JSON.stringify(left)} instead of ${JSON.stringify(without)}`);
  if (calmRecords.size === 0 && name !== 'embeddings') complaints.push('an undisturbed run publishes nothing, so nothing was shown');
  const missing = [...calmRecords.keys()].filter((id) => !records.has(id));
  const further = [...records.keys()].filter((id) => !calmRecords.has(id));
  if (missing.length > 0) complaints.push(`${missing.length} records were never published, such as ${missing[0]}`);
  if (further.length > 0) complaints.push(`${further.length} records that an undisturbed run does not publish, such as ${further[0]}`);
  return { service: name, kills: count, hash: left.hash, without: without.hash, complaints };
});
