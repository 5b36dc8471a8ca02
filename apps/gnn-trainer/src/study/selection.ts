/** Which of the models that a study trained the version is. */
import type { Curve, Learned, LearnedModel } from '../thread/messages.ts';

export interface Selected extends LearnedModel {
  /** From 0. */
  readonly fold: number;
  readonly seed: number;
  /** For people. */
  readonly why: string;
}

/** How one seed learned in the fold that the version comes from. */
export interface SeedCurve extends Curve {
  readonly seed: number;
}

const bestLoss = ({ epochs, bestEpoch }: Curve): number => epochs[bestEpoch - 1]?.validationLoss ?? Infinity;

interface Candidate {
  readonly seed: number;
  readonly model: LearnedModel;
}

const candidatesOf = (learned: Iterable<Learned>, fold: number): readonly Candidate[] => [...learned]
  .flatMap(({ result, model }): readonly Candidate[] => (model === undefined || result.seed === null || result.fold !== fold ? [] : [{ seed: result.seed, model }]))
  .toSorted((a, b) => a.seed - b.seed);

/**
 * The model of the last fold, which has seen the newest bars; among its seeds that of the lowest validation loss. The test windows have no
 * say: what they measure is the mean over all folds and seeds, not this one.
 */
export const selected = (learned: Iterable<Learned>): Selected => {
  const all = [...learned];
  const fold = Math.max(...all.flatMap(({ result, model }) => (model === undefined ? [] : [result.fold])));
  const candidates = candidatesOf(all, fold);
  const [best] = candidates.toSorted((a, b) => bestLoss(a.model) - bestLoss(b.model) || a.seed - b.seed);
  if (best === undefined) throw new Error('A study trained no model.');
  const why = `fold ${fold + 1}, the last one, has seen the newest bars`
    + (candidates.length > 1 ? `; of its ${candidates.length} seeds, ${best.seed} had the lowest validation loss` : '');
  return { ...best.model, fold, seed: best.seed, why };
};

/** How each seed of a fold learned, by seed. */
export const curvesOf = (learned: Iterable<Learned>, fold: number): readonly SeedCurve[] =>
  candidatesOf(learned, fold).map(({ seed, model: { epochs, bestEpoch } }) => ({ seed, epochs, bestEpoch }));
