/** Trees that each correct what those before got wrong. */
import type { TrainHooks } from '../../../train.ts';
import { grownTree, valueOf, type BinnedInputs, type Slopes, type TreeNode, type TreeRules } from './tree.ts';

/** What boosting makes small, as a function of the score that trees add up to. */
export interface BoostingLoss {
  /** The constant score that fits these outcomes best. */
  readonly start: (outcomes: Float64Array) => number;
  readonly loss: (score: number, outcome: number) => number;
  readonly slopes: (score: number, outcome: number) => { readonly gradient: number; readonly curvature: number };
}

export interface BoostingRules extends TreeRules {
  /** Most trees. */
  readonly rounds: number;
  readonly learningRate: number;
  /** Trees without a better validation loss after which it ends. */
  readonly patience: number;
}

/** Samples and what came true of each. */
export interface Labelled {
  readonly samples: Int32Array;
  readonly outcomes: Float64Array;
}

export interface Boosted {
  readonly start: number;
  readonly learningRate: number;
  readonly trees: readonly TreeNode[];
}

/** Grows trees on `train` until `validation` stops improving, and keeps those up to the best. Nothing is drawn. */
export const boosted = async (
  inputs: BinnedInputs, train: Labelled, validation: Labelled, objective: BoostingLoss, rules: BoostingRules, { signal, breathe }: TrainHooks,
): Promise<Boosted> => {
  const { rounds, learningRate, patience } = rules;
  const start = objective.start(train.outcomes);
  const scores = new Float64Array(train.samples.length).fill(start);
  const checked = new Float64Array(validation.samples.length).fill(start);
  const slopes: Slopes = { gradient: new Float64Array(scores.length), curvature: new Float64Array(scores.length) };
  const trees: TreeNode[] = [];
  let best = { trees: 0, loss: meanLoss(checked, validation.outcomes, objective) };
  while (trees.length < rounds && trees.length - best.trees < patience) {
    signal?.throwIfAborted();
    for (let place = 0; place < scores.length; place += 1) {
      const { gradient, curvature } = objective.slopes(scores[place] as number, train.outcomes[place] as number);
      slopes.gradient[place] = gradient;
      slopes.curvature[place] = curvature;
    }
    const tree = grownTree(inputs, train.samples, slopes, rules, (places, value) => {
      for (const place of places) scores[place] = (scores[place] as number) + learningRate * value;
    });
    trees.push(tree);
    for (const [place, at] of validation.samples.entries()) {
      checked[place] = (checked[place] as number) + learningRate * valueOf(tree, inputs, at);
    }
    const loss = meanLoss(checked, validation.outcomes, objective);
    if (loss < best.loss) best = { trees: trees.length, loss };
    await breathe?.();
  }
  return { start, learningRate, trees: trees.slice(0, best.trees) };
};

/** The score of a sample. */
export const scoreOf = ({ start, learningRate, trees }: Boosted, inputs: BinnedInputs, at: number): number =>
  trees.reduce((score, tree) => score + learningRate * valueOf(tree, inputs, at), start);

const meanLoss = (scores: Float64Array, outcomes: Float64Array, { loss }: BoostingLoss): number =>
  scores.reduce((sum, score, place) => sum + loss(score, outcomes[place] as number), 0) / Math.max(1, scores.length);
