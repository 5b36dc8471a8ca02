import type { Random } from '@streamforge/determinism/random';
import { scratchOf, type Engine } from '../kernels/engine.ts';
import { glorot, zeroed, type Layer, type LayerSizes } from './layer.ts';

/** y = x · W + b, the same for every node. Without `bias` y = x · W. */
export const linear = (engine: Engine, name: string, { inputs, outputs }: LayerSizes, init: Random, bias = true): Layer => {
  const { kernels } = engine;
  const weight = zeroed(engine, `${name}.weight`, [inputs, outputs], true);
  const shift = bias ? zeroed(engine, `${name}.bias`, [outputs], false) : undefined;
  glorot(weight.value, inputs, outputs, init);
  const [toY, toBack] = [scratchOf(engine), scratchOf(engine)];
  let seen = engine.floats(0);

  return {
    parameters: shift === undefined ? [weight] : [weight, shift],
    forward: (x) => {
      seen = x;
      const rows = x.length / inputs;
      const y = toY(rows * outputs);
      kernels.clear(y, y.length);
      if (shift !== undefined) kernels.addBias(shift.value, y, rows, outputs);
      kernels.matmul(x, weight.value, y, rows, inputs, outputs);
      return y;
    },
    backward: (gradient, deepest) => {
      const rows = gradient.length / outputs;
      kernels.matmulOfTransposed(seen, gradient, weight.gradient, rows, inputs, outputs);
      if (shift !== undefined) kernels.addRows(gradient, shift.gradient, rows, outputs);
      if (deepest) return undefined;
      const back = toBack(rows * inputs);
      kernels.clear(back, back.length);
      kernels.matmulByTransposed(gradient, weight.value, back, rows, inputs, outputs);
      return back;
    },
  };
};
