import type { Random } from '@streamforge/determinism/random';
import { scratchOf, type Engine } from '../kernels/engine.ts';
import type { Layer } from './layer.ts';

/** The seed of what one pass of one layer leaves out. */
export const drawnSeed = (random: Random): number => Math.floor(random() * 2 ** 32);

/** Leaves out a share of values in training; lets all pass otherwise. */
export const dropout = (engine: Engine, share: number): Layer => {
  const [toY, toBack] = [scratchOf(engine), scratchOf(engine)];
  let seed: number | undefined;
  return {
    parameters: [],
    forward: (x, _times, random) => {
      seed = random === undefined || share === 0 ? undefined : drawnSeed(random);
      if (seed === undefined) return x;
      const y = toY(x.length);
      engine.kernels.dropout(x, y, x.length, share, seed);
      return y;
    },
    backward: (gradient) => {
      if (seed === undefined) return gradient;
      const back = toBack(gradient.length);
      engine.kernels.dropout(gradient, back, gradient.length, share, seed);
      return back;
    },
  };
};
