import { scratchOf, type Engine } from '../kernels/engine.ts';
import type { Layer } from './layer.ts';

/** max(x, 0). Its slope at 0 is taken as 0. */
export const relu = (engine: Engine): Layer => {
  const [toY, toBack] = [scratchOf(engine), scratchOf(engine)];
  let y = engine.floats(0);
  return {
    parameters: [],
    forward: (x) => {
      y = toY(x.length);
      engine.kernels.relu(x, y, x.length);
      return y;
    },
    backward: (gradient) => {
      const back = toBack(gradient.length);
      engine.kernels.reluBack(y, gradient, back, gradient.length);
      return back;
    },
  };
};

/** x where it is above 0, else e^x − 1. Source: Clevert et al., Exponential linear units (2016), with α = 1. */
export const elu = (engine: Engine): Layer => {
  const [toY, toBack] = [scratchOf(engine), scratchOf(engine)];
  let y = engine.floats(0);
  return {
    parameters: [],
    forward: (x) => {
      y = toY(x.length);
      engine.kernels.elu(x, y, x.length);
      return y;
    },
    backward: (gradient) => {
      const back = toBack(gradient.length);
      engine.kernels.eluBack(y, gradient, back, gradient.length);
      return back;
    },
  };
};
