/** How far a study is, kept in its job: the result of each task that is done, and the newest state of those under way. */
import { canonicalJson } from '@streamforge/codec/canonical';
import type { StudyResult } from '@streamforge/gnn/evaluation/study-task';
import type { ObjectStore } from '@streamforge/object-store/port';
import type { RunningJob } from '@streamforge/service-host/jobs/running-job';
import { keep, kept, type Checkpoint } from '../checkpoint.ts';
import type { Learned } from '../thread/messages.ts';
import { newest } from './newest.ts';

export interface KeptStudy {
  /** What attempts before found, by key. */
  readonly known: ReadonlyMap<string, Learned>;
  /** The state that an attempt before kept of a task. */
  stateOf(key: string): Promise<Uint8Array | undefined>;
  /** Keeps the newest state of a task, when the store has time. */
  reached(key: string, epoch: number, state: Uint8Array): void;
  /** Resolves when the task’s result is kept. */
  done(learned: Learned): Promise<void>;
  /** Resolves when nothing is being written any more; what waited is dropped. */
  ended(): Promise<void>;
}

export interface KeptStudyParts {
  readonly checkpoint: Checkpoint;
  /** Of all that the study depends on: what was kept of another input is not used. */
  readonly inputHash: string;
  readonly job: RunningJob;
  readonly objects: ObjectStore;
  /** Written beside each checkpoint. */
  readonly beside: () => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

type Waiting = { readonly epoch: number; readonly bytes: Uint8Array } | { readonly epoch: undefined; readonly bytes: Uint8Array };

interface LearnedFile {
  readonly result: StudyResult;
  readonly model: (Omit<NonNullable<Learned['model']>, 'weights'> & { readonly weights: string }) | null;
}

const toBytes = ({ result, model }: Learned): Uint8Array => Buffer.from(canonicalJson({
  result, model: model === undefined ? null : { ...model, weights: Buffer.from(model.weights).toString('base64') },
} satisfies LearnedFile));

const fromBytes = (bytes: Uint8Array): Learned => {
  const { result, model } = JSON.parse(Buffer.from(bytes).toString('utf8')) as LearnedFile;
  return { result, model: model === null ? undefined : { ...model, weights: Buffer.from(model.weights, 'base64') } };
};

const read = async (done: ReadonlyMap<string, string>, objects: ObjectStore): Promise<ReadonlyMap<string, Learned>> => {
  const found = new Map<string, Learned>();
  for (const [key, object] of done) {
    const bytes = await kept(objects, object);
    if (bytes !== undefined) found.set(key, fromBytes(bytes));
  }
  return found;
};

/** Goes on from what attempts before kept, where they learned from the same input. */
export const keptStudy = async ({ checkpoint, inputHash, job, objects, beside, onFailure }: KeptStudyParts): Promise<KeptStudy> => {
  const before = checkpoint.study?.inputHash === inputHash ? checkpoint.study : undefined;
  const done = new Map(Object.entries(before?.done ?? {}));
  const states = new Map(Object.entries(before?.states ?? {}));
  const waiting = new Map<string, Waiting>();

  const written = async (key: string, { epoch, bytes }: Waiting): Promise<string | undefined> => {
    const object = await keep(objects, job.id, bytes);
    const superseded = states.get(key)?.key;
    if (epoch === undefined) {
      states.delete(key);
      done.set(key, object);
    } else states.set(key, { epoch, key: object });
    return superseded === object ? undefined : superseded;
  };
  const lane = newest<undefined>(async () => {
    const taken = [...waiting];
    waiting.clear();
    await beside();
    const superseded: (string | undefined)[] = [];
    for (const [key, each] of taken) superseded.push(await written(key, each));
    await job.checkpoint({ ...checkpoint, study: { inputHash, done: Object.fromEntries(done), states: Object.fromEntries(states) } });
    for (const object of superseded) if (object !== undefined) await objects.remove(object);
  }, onFailure);

  return {
    known: await read(done, objects),
    stateOf: async (key) => {
      const state = states.get(key);
      return state === undefined ? undefined : await kept(objects, state.key);
    },
    reached: (key, epoch, bytes) => {
      waiting.set(key, { epoch, bytes });
      lane.take(undefined);
    },
    done: async (learned) => {
      waiting.set(learned.result.key, { epoch: undefined, bytes: toBytes(learned) });
      lane.take(undefined);
      await lane.settled();
    },
    ended: () => lane.ended(),
  };
};
