import { dropoutMask } from '../kernels/dropout.ts';
import type { Layer } from './layer.ts';
import { scratch } from './scratch.ts';

/** Leaves out a share of values in training; lets all pass otherwise. */
export const dropout = (share: number): Layer => {
  const [toMask, toY, toBack] = [scratch(), scratch(), scratch()];
  let mask: Float32Array | undefined;
  const masked = (x: Float32Array, out: Float32Array, by: Float32Array): Float32Array => {
    for (let at = 0; at < x.length; at += 1) out[at] = (x[at] as number) * (by[at] as number);
    return out;
  };
  return {
    parameters: [],
    forward: (x, _times, random) => {
      mask = random === undefined || share === 0 ? undefined : dropoutMask(toMask(x.length), share, random);
      return mask === undefined ? x : masked(x, toY(x.length), mask);
    },
    backward: (gradient) => mask === undefined ? gradient : masked(gradient, toBack(gradient.length), mask),
  };
};
