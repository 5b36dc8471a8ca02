/** The state that a workload leaves embedded and undisturbed; each workload runs once. */
import { createHash } from 'node:crypto';
import { referenceRun } from '../reference.ts';
import type { Work } from '../workload.ts';

/** What a state is does not depend on its batches: large ones are quicker. */
const TOGETHER = 500;

const hashes = new Map<string, Promise<string>>();

const nameOf = (works: readonly Work[]): string => {
  const hash = createHash('sha256');
  for (const { value } of works) hash.update(JSON.stringify(value));
  return hash.digest('hex');
};

/** Resolves to the state hash of the batches, in the order given. */
export const undisturbedHash = async (batches: readonly (readonly Work[])[]): Promise<string> => {
  const works = batches.flat();
  const name = nameOf(works);
  const known = hashes.get(name) ?? referenceRun(Array.from({ length: Math.ceil(works.length / TOGETHER) }, (_, at) =>
    works.slice(at * TOGETHER, (at + 1) * TOGETHER))).then(({ hash }) => hash);
  hashes.set(name, known);
  return await known;
};
