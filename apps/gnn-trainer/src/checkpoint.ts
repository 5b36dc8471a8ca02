/** How far a training is, kept in its job; what is large lies in the object store, under keys that only this job has. */
import { sha256 } from '@streamforge/codec/digest';
import type { Asset } from '@streamforge/contracts/events/asset';
import type { ObjectStore } from '@streamforge/object-store/port';
import type { ChosenBars } from './bars/universe.ts';

/** Grows when a newer program can't go on from what an older one kept. */
const FORMAT = 2;

/** What a job decides once, when it begins. */
export interface Begun {
  /** What it learns from: bars that arrive later change nothing. */
  readonly chosen: ChosenBars;
  /** What the assets declare, where that may be edges. */
  readonly declared: readonly Asset[];
  /** Configurations that were tried for this model until now, this one counted. */
  readonly configurations: number;
  /** Whether its market is simulated, and may give more away than a real one. */
  readonly simulated: boolean;
}

export interface Checkpoint extends Begun {
  readonly format: typeof FORMAT;
  /** Keys of objects by the key of a task: results of those that are done, and states of those under way; all of one input. */
  readonly study?: {
    readonly inputHash: string;
    readonly done: Readonly<Record<string, string>>;
    readonly states: Readonly<Record<string, { readonly epoch: number; readonly key: string }>>;
  };
  /** The trained model, its version number and when it was made: from here on nothing is trained again. */
  readonly trained?: { readonly key: string; readonly version: number; readonly at: number };
}

/** The first checkpoint of a job: what it decided, and nothing done yet. */
export const begun = ({ chosen, declared, configurations, simulated }: Begun): Checkpoint => ({ format: FORMAT, chosen, declared, configurations, simulated });

/** What an attempt before kept; undefined at the beginning, and where another program kept it. */
export const readCheckpoint = (kept: unknown): Checkpoint | undefined =>
  typeof kept === 'object' && kept !== null && 'format' in kept && kept.format === FORMAT ? kept as Checkpoint : undefined;

const ROOT = 'checkpoints/gnn-trainer/';

/** A job’s ids have characters that keys can’t have. */
const placeOf = (job: string): string => `${ROOT}${sha256(job).slice(0, 32)}/`;

/** Keeps bytes under a key of their content; keeping them again changes nothing. */
export const keep = async (objects: ObjectStore, job: string, bytes: Uint8Array): Promise<string> => {
  const { key } = await objects.put(`${placeOf(job)}${sha256(bytes)}`, bytes);
  return key;
};

/** Bytes that were kept; undefined where they are gone. */
export const kept = async (objects: ObjectStore, key: string): Promise<Uint8Array | undefined> => {
  const body = await objects.get(key);
  return body === undefined ? undefined : Buffer.concat(await Array.fromAsync(body));
};

/** Removes what a job kept, save one key. */
export const forget = async (objects: ObjectStore, job: string, except?: string): Promise<void> => {
  for await (const { key } of objects.list(placeOf(job))) if (key !== except) await objects.remove(key);
};

/** Removes what jobs left that are not `unfinished` any more: those whose worker was killed as it ended. */
export const sweep = async (objects: ObjectStore, unfinished: () => Promise<readonly string[]>): Promise<void> => {
  const keys = (await Array.fromAsync(objects.list(ROOT))).map(({ key }) => key);
  // Asked after the objects were listed: a job that came since has none among them.
  const places = keys.length === 0 ? [] : (await unfinished()).map(placeOf);
  for (const key of keys) if (!places.some((place) => key.startsWith(place))) await objects.remove(key);
};
