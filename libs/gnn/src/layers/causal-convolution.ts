import type { Random } from '@streamforge/determinism/random';
import { scratchOf, type Engine } from '../kernels/engine.ts';
import type { Unfolding } from '../kernels/temporal-kernels.ts';
import type { StepSizes } from './gru.ts';
import type { Layer } from './layer.ts';
import { linear } from './linear.ts';

/** Steps that one output sees. */
export const TAPS = 3;
/** Of each layer's outputs the next but the last one sees every second, counted from the newest: their reach doubles with each layer. */
export const STRIDE = 2;

/** Steps that each layer of a stack takes in, until one step is left: with 3 taps 9 steps become 5, then 3, then 1. */
export const stepsOfStack = (steps: number): readonly number[] =>
  steps <= TAPS ? [steps] : [steps, ...stepsOfStack(Math.ceil(steps / STRIDE))];

/**
 * One layer of a stack of causal convolutions: each output sees a step and the two before it, and 0 where there are none. Of a stack of
 * dilated convolutions it computes only what the newest step depends on: every second output, or the newest alone where 3 steps or fewer
 * are left. Values are [node × step × channel].
 * Source: van den Oord et al., WaveNet (2016), section 2.1; Bai et al., An empirical evaluation of generic convolutional and recurrent
 * networks for sequence modeling (2018), section 3.
 */
export const causalConvolution = (engine: Engine, name: string, { steps, inputs, outputs }: StepSizes, init: Random): Layer => {
  const { kernels } = engine;
  const outSteps = steps <= TAPS ? 1 : Math.ceil(steps / STRIDE);
  const unfolding: Unfolding = { steps, width: inputs, taps: TAPS, stride: STRIDE, outSteps };
  const product = linear(engine, name, { nodes: 1, inputs: TAPS * inputs, outputs }, init);
  const [toWindows, toBack] = [scratchOf(engine), scratchOf(engine)];
  return {
    parameters: product.parameters,
    forward: (x, times) => {
      const rows = x.length / (steps * inputs);
      const windows = toWindows(rows * outSteps * TAPS * inputs);
      kernels.unfold(x, windows, rows, unfolding);
      return product.forward(windows, times);
    },
    backward: (gradient, deepest) => {
      const ofWindows = product.backward(gradient, deepest);
      if (ofWindows === undefined) return undefined;
      const rows = gradient.length / (outSteps * outputs);
      const back = toBack(rows * steps * inputs);
      kernels.clear(back, back.length);
      kernels.fold(ofWindows, back, rows, unfolding);
      return back;
    },
  };
};
