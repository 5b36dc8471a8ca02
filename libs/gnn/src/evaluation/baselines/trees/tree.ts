/** One regression tree over binned inputs, grown where it gains most. */
import { BINS } from './bins.ts';

/** Inputs of samples: the bin of input i of sample `at` is bins[at × channels + offsets[i]]. */
export interface BinnedInputs {
  readonly bins: Uint8Array;
  readonly channels: number;
  readonly offsets: Int32Array;
}

export type TreeNode =
  | { readonly input: number; /** Bins up to this one go left. */ readonly bin: number; readonly left: TreeNode; readonly right: TreeNode }
  | { readonly value: number };

export interface TreeRules {
  readonly leaves: number;
  /** λ: what pulls the values of leaves to 0. */
  readonly penalty: number;
  /** Share of all curvature that a leaf must hold at least. */
  readonly least: number;
}

/** First and second derivative of the loss by sample, in the order of `samples`. */
export interface Slopes {
  readonly gradient: Float64Array;
  readonly curvature: Float64Array;
}

interface Leaf {
  /** Places in the order of samples, from ≤ place < to. */
  readonly from: number;
  readonly to: number;
  readonly sums: Float64Array;
  readonly gradient: number;
  readonly curvature: number;
  readonly split: { readonly gain: number; readonly input: number; readonly bin: number } | undefined;
  readonly put: (node: TreeNode) => void;
}

type Growing = { input: number; bin: number; left?: TreeNode; right?: TreeNode };

/**
 * Grows a tree by Newton's step, best leaf first: a leaf is worth −G / (H + λ), a split gains
 * G_L² / (H_L + λ) + G_R² / (H_R + λ) − G² / (H + λ).
 * Sources: Friedman, Greedy function approximation (2001); Chen and Guestrin, XGBoost (2016), equations 5 and 7; Ke et al., LightGBM (2017),
 * for histograms, the sibling's by subtraction, and growing best first.
 * `onLeaf` gets the places of each leaf in the order of `samples`, and its value.
 */
export const grownTree = (
  inputs: BinnedInputs, samples: Int32Array, slopes: Slopes, { leaves, penalty, least }: TreeRules,
  onLeaf: (places: Int32Array, value: number) => void,
): TreeNode => {
  const places = Int32Array.from({ length: samples.length }, (_, place) => place);
  let root: TreeNode = { value: 0 };
  let lightest = 0;
  const leafOf = (from: number, to: number, sums: Float64Array, put: Leaf['put']): Leaf => {
    let [gradient, curvature] = [0, 0];
    for (let bin = 0; bin < BINS; bin += 1) {
      gradient += sums[2 * bin] as number;
      curvature += sums[2 * bin + 1] as number;
    }
    return { from, to, sums, gradient, curvature, split: bestSplit(sums, gradient, curvature, penalty, lightest), put };
  };
  const whole = histogram(inputs, samples, slopes, places);
  for (let bin = 0; bin < BINS; bin += 1) lightest += least * (whole[2 * bin + 1] as number);
  const open: Leaf[] = [leafOf(0, samples.length, whole, (node) => void (root = node))];
  while (open.length < leaves) {
    const [index, leaf] = [...open.entries()].reduce((best, each) => (each[1].split?.gain ?? 0) > (best[1].split?.gain ?? 0) ? each : best);
    if (leaf.split === undefined) break;
    const { input, bin } = leaf.split;
    const middle = partition(inputs, samples, places, leaf, input, bin);
    const leftIsSmall = middle - leaf.from <= leaf.to - middle;
    const small = histogram(inputs, samples, slopes, leftIsSmall ? places.subarray(leaf.from, middle) : places.subarray(middle, leaf.to));
    const large = leaf.sums.map((value, at) => value - (small[at] as number));
    const node: Growing = { input, bin };
    leaf.put(node as TreeNode);
    open.splice(index, 1,
      leafOf(leaf.from, middle, leftIsSmall ? small : large, (child) => void (node.left = child)),
      leafOf(middle, leaf.to, leftIsSmall ? large : small, (child) => void (node.right = child)));
  }
  for (const { from, to, gradient, curvature, put } of open) {
    const value = -gradient / (curvature + penalty);
    put({ value });
    onLeaf(places.subarray(from, to), value);
  }
  return root;
};

/** What the tree says of a sample. */
export const valueOf = (tree: TreeNode, { bins, channels, offsets }: BinnedInputs, at: number): number => {
  let node = tree;
  while ('input' in node) node = (bins[at * channels + (offsets[node.input] as number)] as number) <= node.bin ? node.left : node.right;
  return node.value;
};

/** Sums of both slopes, [input × bin × (gradient, curvature)]. */
const histogram = (
  { bins, channels, offsets }: BinnedInputs, samples: Int32Array, { gradient, curvature }: Slopes, places: Int32Array,
): Float64Array => {
  const sums = new Float64Array(offsets.length * BINS * 2);
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] as number;
    const base = (samples[place] as number) * channels;
    const g = gradient[place] as number;
    const h = curvature[place] as number;
    for (let input = 0; input < offsets.length; input += 1) {
      const at = 2 * (input * BINS + (bins[base + (offsets[input] as number)] as number));
      sums[at] = (sums[at] as number) + g;
      sums[at + 1] = (sums[at + 1] as number) + h;
    }
  }
  return sums;
};

const bestSplit = (sums: Float64Array, gradient: number, curvature: number, penalty: number, lightest: number): Leaf['split'] => {
  const whole = gradient * gradient / (curvature + penalty);
  let best: Leaf['split'];
  for (let at = 0, g = 0, h = 0; at < sums.length; at += 2) {
    const bin = at / 2 % BINS;
    if (bin === 0) [g, h] = [0, 0];
    g += sums[at] as number;
    h += sums[at + 1] as number;
    if (h < lightest || curvature - h < lightest || bin === BINS - 1) continue;
    const gain = g * g / (h + penalty) + (gradient - g) ** 2 / (curvature - h + penalty) - whole;
    if (gain > (best?.gain ?? 1e-9)) best = { gain, input: Math.floor(at / 2 / BINS), bin };
  }
  return best;
};

/** Puts the places that go left before those that go right, each in their order; returns where the right ones begin. */
const partition = (
  { bins, channels, offsets }: BinnedInputs, samples: Int32Array, places: Int32Array, { from, to }: Leaf, input: number, bin: number,
): number => {
  const offset = offsets[input] as number;
  const right: number[] = [];
  let next = from;
  for (let index = from; index < to; index += 1) {
    const place = places[index] as number;
    if ((bins[(samples[place] as number) * channels + offset] as number) <= bin) places[next++] = place;
    else right.push(place);
  }
  places.set(right, next);
  return next;
};
