import { scratchOf, type Engine } from '../kernels/engine.ts';
import type { Layer } from './layer.ts';

/** max(x, 0). Its slope at 0 is taken as 0. */
export const relu = (engine: Engine): Layer => activation(engine, 'relu', 'reluBack');

/** x where it is above 0, else e^x − 1. Source: Clevert et al., Exponential linear units (2016), with α = 1. */
export const elu = (engine: Engine): Layer => activation(engine, 'elu', 'eluBack');

/** A layer of two kernels, value by value: forth from the inputs, back from what came out. */
const activation = (engine: Engine, forth: 'relu' | 'elu', back: 'reluBack' | 'eluBack'): Layer => {
  const [toY, toBack] = [scratchOf(engine), scratchOf(engine)];
  let y = engine.floats(0);
  return {
    parameters: [],
    forward: (x) => {
      y = toY(x.length);
      engine.kernels[forth](x, y, x.length);
      return y;
    },
    backward: (gradient) => {
      const inputs = toBack(gradient.length);
      engine.kernels[back](y, gradient, inputs, gradient.length);
      return inputs;
    },
  };
};
