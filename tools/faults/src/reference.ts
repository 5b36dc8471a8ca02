import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countCommits } from '@streamforge/testing/fault-hooks';
import { readLeft } from './evidence.ts';
import { startPlatform, type Thread } from './platform.ts';
import { emptyLedger, produce } from './producer.ts';
import { inScratch } from './scratch.ts';
import type { Work } from './workload.ts';

/** A workload that nothing disturbed. */
export interface Reference {
  readonly hash: string;
  /** Durable writes that each storage thread made. */
  readonly commits: Readonly<Record<Thread, number>>;
}

/** Runs the workload without a fault. */
export const referenceRun = (batches: readonly (readonly Work[])[]): Promise<Reference> => inScratch(async (directory) => {
  const files = { events: join(directory, 'events.count'), documents: join(directory, 'documents.count') };
  const hooks = { events: countCommits(files.events), documents: countCommits(files.documents) };
  const platform = await startPlatform({ directory, hooks });
  for (const batch of batches) if (!await produce(platform, batch, emptyLedger())) throw new Error('a run without a fault refused work');
  await platform.caughtUp();
  const commitsOf = (thread: Thread): number => Number(readFileSync(files[thread], 'utf8'));
  const commits = { events: commitsOf('events'), documents: commitsOf('documents') };
  await platform.stop();
  return { hash: (await readLeft(directory)).hash, commits };
});
