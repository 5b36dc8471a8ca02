import type { Fold } from '@streamforge/gnn/evaluation/fold';
import type { StudyTask } from '@streamforge/gnn/evaluation/study-task';
import type { Fit } from '../thread/messages.ts';

/** The features of each fold, made when the first of its tasks needs them and let go of after the last: they are large. */
export interface Datasets {
  of(fold: Fold): Promise<Fit>;
  /** A task of the fold is done. */
  done(fold: Fold): void;
}

export const datasetsOf = (tasks: readonly StudyTask[], make: (fold: Fold) => Promise<Fit>): Datasets => {
  const made = new Map<number, Promise<Fit>>();
  const left = new Map<number, number>();
  for (const { fold } of tasks) left.set(fold.index, (left.get(fold.index) ?? 0) + 1);
  return {
    of: (fold) => {
      const known = made.get(fold.index) ?? make(fold);
      made.set(fold.index, known);
      return known;
    },
    done: ({ index }) => {
      const remaining = (left.get(index) ?? 0) - 1;
      left.set(index, remaining);
      if (remaining === 0) made.delete(index);
    },
  };
};
