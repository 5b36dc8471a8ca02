/** How far a study is, in words and figures. */
import type { StudyTask } from '@streamforge/gnn/evaluation/study-task';
import type { Epoch } from '@streamforge/gnn/options';
import type { Clock } from '@streamforge/determinism/clock';

export interface Step {
  readonly fraction: number;
  readonly note: string;
  readonly figures?: Readonly<Record<string, number>>;
}

/** Shares of a training that its parts take, roughly. */
const shares = { reading: 0.03, study: 0.97 } as const;

export const reading: Step = { fraction: 0, note: 'reading bars' };
export const fitting: Step = { fraction: shares.reading, note: 'building graphs' };
export const storing: Step = { fraction: shares.study, note: 'storing the model' };

/** How long a task takes beside the others, roughly: what trains over many epochs takes longest. */
const weightOf = ({ role, name }: StudyTask): number => {
  if (role !== 'baseline') return 1;
  return { mlp: 0.6, logistic: 0.4, trees: 0.4, ridge: 0.05 }[name] ?? 0.01;
};

const spoken = (ms: number): string => (ms < 60_000 ? `${Math.ceil(ms / 1_000)} s` : `${Math.ceil(ms / 60_000)} min`);

const titleOf = ({ fold, name, seed }: StudyTask, folds: number): string =>
  [folds > 1 && `fold ${fold.index + 1}`, name, seed !== null && `seed ${seed}`].filter((part) => part !== false).join(', ');

export interface StudyWatch {
  /** After an epoch of a task. */
  epoch(task: StudyTask, epoch: Epoch): Step;
  /** After a task, by this attempt or one before. */
  done(task: StudyTask): Step;
}

/** Follows a study of these tasks. What is left is reckoned from what this attempt has done: trainings may end sooner than their last epoch. */
export const watchStudy = (tasks: readonly StudyTask[], clock: Clock): StudyWatch => {
  const total = tasks.reduce((sum, task) => sum + weightOf(task), 0);
  const folds = new Set(tasks.map(({ fold }) => fold.index)).size;
  const open = new Map<string, number>();
  const ended = new Set<string>();
  const weights = new Map(tasks.map((task) => [task.key, weightOf(task)]));
  let began: { readonly at: number; readonly share: number } | undefined;

  const step = (note: string, figures: Readonly<Record<string, number>> = {}): Step => {
    let reached = 0;
    for (const key of ended) reached += weights.get(key) ?? 0;
    for (const [key, part] of open) reached += (weights.get(key) ?? 0) * part;
    const share = total === 0 ? 1 : reached / total;
    const now = clock.monotonic();
    began ??= { at: now, share };
    const gained = share - began.share;
    const left = gained > 0 && share < 1 ? ((now - began.at) / gained) * (1 - share) : undefined;
    return {
      fraction: shares.reading + (shares.study - shares.reading) * share,
      note: left === undefined ? note : `${note}, at most ${spoken(left)} left`,
      figures: { ...figures, task: Math.min(ended.size + 1, tasks.length), tasks: tasks.length, ...left !== undefined && { etaSeconds: Math.ceil(left / 1_000) } },
    };
  };
  const place = (task: StudyTask): string => `task ${Math.min(ended.size + 1, tasks.length)} of ${tasks.length} (${titleOf(task, folds)})`;

  return {
    epoch: (task, { epoch, trainLoss, validationLoss, validationAccuracy }) => {
      const { epochs } = task.options;
      open.set(task.key, epoch / epochs);
      const note = `${place(task)}, epoch ${epoch} of ${epochs}, loss ${trainLoss.toFixed(4)}, validation ${validationLoss.toFixed(4)}`;
      return step(note, { epoch, epochs, fold: task.fold.index + 1, loss: trainLoss, validationLoss, validationAccuracy, ...task.seed !== null && { seed: task.seed } });
    },
    done: (task) => {
      open.delete(task.key);
      ended.add(task.key);
      return step(`${ended.size} of ${tasks.length} tasks done`);
    },
  };
};
