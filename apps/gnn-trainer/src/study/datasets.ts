import type { Fold } from '@streamforge/gnn/evaluation/fold';
import type { StudyTask } from '@streamforge/gnn/evaluation/study-task';
import type { FittedSnapshot } from '@streamforge/market/snapshot/fitted';
import type { Fit } from '../thread/messages.ts';

/** The features of each fold, made when the first of its tasks needs them and let go of after the last: they are large. */
export interface Datasets {
  of(fold: Fold): Promise<Fit>;
  /** What was fitted on a fold’s training window; kept, since it is small. */
  fitted(fold: Fold): Promise<FittedSnapshot>;
  /** A task of the fold is done. */
  done(fold: Fold): void;
}

export const datasetsOf = (tasks: readonly StudyTask[], make: (fold: Fold) => Promise<Fit>): Datasets => {
  const made = new Map<number, Promise<Fit>>();
  const snapshots = new Map<number, FittedSnapshot>();
  const left = new Map<number, number>();
  for (const { fold } of tasks) left.set(fold.index, (left.get(fold.index) ?? 0) + 1);
  const of = (fold: Fold): Promise<Fit> => {
    const known = made.get(fold.index) ?? make(fold).then((fit) => {
      snapshots.set(fold.index, fit.fitted);
      return fit;
    });
    made.set(fold.index, known);
    return known;
  };
  return {
    of,
    fitted: async (fold) => snapshots.get(fold.index) ?? (await of(fold)).fitted,
    done: ({ index }) => {
      const remaining = (left.get(index) ?? 0) - 1;
      left.set(index, remaining);
      if (remaining === 0) made.delete(index);
    },
  };
};
