/** Linear regression of the next return on a node's own history, with a penalty on the weights. */
import type { Dataset } from '../../dataset.ts';
import type { Forecast } from '../../forecast.ts';
import { targetsOf } from '../../samples.ts';
import { normalShare } from '../normal.ts';
import { inputOffsets, samplesOf } from './own-history.ts';

/** Penalties tried, for each sample of training; validation chooses. */
const penalties = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

/**
 * w = (XᵀX + λnI)⁻¹ Xᵀy over the training window, y the return in the node's deviations; an intercept has no penalty. The return goes up
 * with the probability that a normal error of the training residual's size leaves it above 0.
 * Source: Hoerl and Kennard, Ridge regression (1970).
 */
export const ridge = (dataset: Dataset): Forecast => {
  const { nodes, returns, mean, deviation, split } = dataset;
  const { moved } = targetsOf(dataset);
  const [train, validation] = [samplesOf(dataset, split.train), samplesOf(dataset, split.validation)];
  const offsets = inputOffsets(dataset);
  const { gram, cross } = normalEquations(dataset, offsets, train, moved);
  const said = (weights: Float64Array, at: number): number => linear(dataset, offsets, weights, at);
  const errorOf = (weights: Float64Array, samples: Int32Array): number =>
    samples.reduce((sum, at) => sum + (said(weights, at) - (moved[at] as number)) ** 2, 0) / Math.max(1, samples.length);
  const tried = penalties.map((penalty) => solved(gram, cross, penalty * Math.max(1, train.length)));
  const errors = tried.map((each) => errorOf(each, validation));
  const weights = tried[errors.indexOf(Math.min(...errors))] as Float64Array;
  const spread = Math.sqrt(errorOf(weights, train));
  const first = (dataset.history - 1) * nodes.length;
  const expected = new Float32Array(returns.length);
  const probabilityUp = new Float32Array(returns.length).fill(0.5);
  for (let at = 0; at < returns.length; at += 1) {
    const [centre, scale] = [mean[at % nodes.length] as number, deviation[at % nodes.length] as number];
    const deviations = at < first ? 0 : said(weights, at);
    expected[at] = centre + scale * deviations;
    if (scale > 0 && spread > 0) probabilityUp[at] = normalShare((centre / scale + deviations) / spread);
  }
  return { name: 'ridge', probabilityUp, expected };
};

/** The intercept, then every input times its weight. */
const linear = ({ features, channels }: Dataset, offsets: Int32Array, weights: Float64Array, at: number): number => {
  const base = at * channels.length;
  let sum = weights[0] as number;
  for (let input = 0; input < offsets.length; input += 1) {
    sum += (weights[input + 1] as number) * (features[base + (offsets[input] as number)] as number);
  }
  return sum;
};

interface NormalEquations {
  /** XᵀX, [row × column], of which the lower triangle is filled; the intercept comes first. */
  readonly gram: Float64Array;
  readonly cross: Float64Array;
}

const normalEquations = (
  { features, channels }: Dataset, offsets: Int32Array, samples: Int32Array, moved: Float32Array,
): NormalEquations => {
  const width = offsets.length + 1;
  const [gram, cross, x] = [new Float64Array(width * width), new Float64Array(width), new Float64Array(width)];
  x[0] = 1;
  for (const at of samples) {
    for (let input = 0; input < offsets.length; input += 1) {
      x[input + 1] = features[at * channels.length + (offsets[input] as number)] as number;
    }
    for (let row = 0; row < width; row += 1) {
      const value = x[row] as number;
      cross[row] = (cross[row] as number) + value * (moved[at] as number);
      for (let column = 0; column <= row; column += 1) {
        gram[row * width + column] = (gram[row * width + column] as number) + value * (x[column] as number);
      }
    }
  }
  return { gram, cross };
};

/** The weights under this penalty, by Cholesky's factors. A column that is always 0 gets the weight 0. */
const solved = (gram: Float64Array, cross: Float64Array, penalty: number): Float64Array => {
  const width = cross.length;
  const factor = new Float64Array(gram.length);
  for (let row = 0; row < width; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = (gram[row * width + column] as number) + (row === column && row > 0 ? penalty : 0);
      for (let k = 0; k < column; k += 1) sum -= (factor[row * width + k] as number) * (factor[column * width + k] as number);
      const diagonal = row === column ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : factor[column * width + column] as number;
      factor[row * width + column] = row === column ? diagonal : sum / diagonal;
    }
  }
  const weights = Float64Array.from(cross);
  for (let row = 0; row < width; row += 1) {
    let rest = weights[row] as number;
    for (let k = 0; k < row; k += 1) rest -= (factor[row * width + k] as number) * (weights[k] as number);
    weights[row] = rest / (factor[row * width + row] as number);
  }
  for (let row = width - 1; row >= 0; row -= 1) {
    let rest = weights[row] as number;
    for (let k = row + 1; k < width; k += 1) rest -= (factor[k * width + row] as number) * (weights[k] as number);
    weights[row] = rest / (factor[row * width + row] as number);
  }
  return weights;
};
