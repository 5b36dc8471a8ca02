/** The service: folds side by side, the same version however it came to be, and what it says to bad input. */
import type { Figure } from '@streamforge/figures/figure';
import { trainings, type Trained } from '../../src/gnn/trainings.ts';
import { suiteFigure } from '../../src/suite.ts';

const AT_MOST = 0.6;

let measuring: Promise<readonly Trained[]> | undefined;
const measured = (): Promise<readonly Trained[]> => measuring ??= trainings();

export const figures: readonly Figure[] = [
  {
    name: 'two folds by two workers',
    bar: `at most ${AT_MOST} of the time of one after the other`,
    measure: async () => {
      const found = await measured();
      const quickest = (workers: number): number => Math.min(...found.filter(({ threads }) => threads === workers).map(({ seconds }) => seconds));
      const [alone, together] = [quickest(1), quickest(2)];
      return { measured: `${(together / alone).toFixed(2)}: ${together.toFixed(1)} s against ${alone.toFixed(1)} s, whole jobs`, ok: together / alone <= AT_MOST };
    },
  },
  {
    name: 'a training on a real panel, repeated, with one worker and with two',
    bar: 'the same weights and the same report, byte for byte',
    measure: async () => {
      const found = await measured();
      const [weights, reports] = [new Set(found.map((each) => each.weights)), new Set(found.map(({ report }) => report))];
      const [sha = ''] = weights;
      return { measured: `${found.length} trainings, ${weights.size} different weights (${sha.slice(0, 12)}), ${reports.size} different reports`, ok: weights.size === 1 && reports.size === 1 };
    },
  },
  suiteFigure({ name: 'a training whose workers are killed one after the other: the very version of an undisturbed one', files: ['apps/gnn-trainer/test/kills.test.ts'] }),
  suiteFigure({
    name: 'bad input: a code or a verdict, and the service stays up',
    files: ['apps/gnn-trainer/test/bad-input.test.ts', 'apps/gnn-trainer/test/commands.test.ts', 'libs/model-registry/test/artefact.test.ts'],
  }),
  suiteFigure({ name: 'threads: progress, cancelling, and a new one for one that died', files: ['libs/training-pool/test/pool.test.ts'] }),
  suiteFigure({ name: 'MLflow: a server that keeps to its API, and a folder as its file store', files: ['libs/mlflow/test/server.test.ts', 'libs/mlflow/test/folder.test.ts'] }),
];
