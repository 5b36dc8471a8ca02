import { scratchOf, type Engine } from '../kernels/engine.ts';
import { zeroed, type Layer } from './layer.ts';

/** Values of a row's mean and its inverse deviation. */
const MOMENTS = 2;

/**
 * Brings the values of each node to mean 0 and deviation 1, then scales and shifts them as it learned: from 1 and 0.
 * Source: Ba et al., Layer normalization (2016), equation 4.
 */
export const layerNorm = (engine: Engine, name: string, width: number): Layer => {
  const scale = zeroed(engine, `${name}.scale`, [width], false);
  const shift = zeroed(engine, `${name}.shift`, [width], false);
  scale.value.fill(1);
  const [toY, toMoments, toBack] = [scratchOf(engine), scratchOf(engine), scratchOf(engine)];
  let [seen, moments] = [engine.floats(0), engine.floats(0)];
  return {
    parameters: [scale, shift],
    forward: (x) => {
      const rows = x.length / width;
      seen = x;
      moments = toMoments(rows * MOMENTS);
      const y = toY(x.length);
      engine.kernels.layerNorm(x, scale.value, shift.value, y, moments, rows, width);
      return y;
    },
    backward: (gradient) => {
      const back = toBack(gradient.length);
      const rows = gradient.length / width;
      engine.kernels.layerNormBack(seen, scale.value, moments, gradient, back, scale.gradient, shift.gradient, rows, width);
      return back;
    },
  };
};
