import type { Random } from '@streamforge/determinism/random';
import { scratchOf, type Engine } from '../kernels/engine.ts';
import { zeroed, type Layer, type LayerSizes } from './layer.ts';

/** What comes in: [node × step × channel], the oldest step first. */
export interface StepSizes extends Pick<LayerSizes, 'outputs'> {
  readonly steps: number;
  /** Channels of one step. */
  readonly inputs: number;
}

/** Reset gate, update gate and candidate. */
const GATES = 3;
/** Kept of each step for the way back: the three, and what the state said to the candidate before it was reset. */
const KEPT = 4;

/**
 * A gated recurrent unit over the steps of each node, from a state of 0; its state after the newest step goes out.
 *
 *     r = σ(x·W_r + h·U_r + b_r)      z = σ(x·W_z + h·U_z + b_z)
 *     c = tanh(x·W_c + b_c + r ∘ (h·U_c + d_c))      h ← (1 − z) ∘ c + z ∘ h
 *
 * Source: Cho et al., Learning phrase representations using RNN encoder-decoder (2014), with the reset after the product, as PyTorch and
 * ONNX (linear_before_reset) have it. Columns of the weights: reset, update, candidate.
 */
export const gru = (engine: Engine, name: string, { steps, inputs, outputs: width }: StepSizes, init: Random): Layer => {
  const { kernels } = engine;
  const gates = GATES * width;
  const weight = zeroed(engine, `${name}.input.weight`, [inputs, gates], true);
  const bias = zeroed(engine, `${name}.input.bias`, [gates], false);
  const stateWeight = zeroed(engine, `${name}.state.weight`, [width, gates], true);
  const stateBias = zeroed(engine, `${name}.state.bias`, [gates], false);
  const bound = 1 / Math.sqrt(width);
  for (const { value } of [weight, stateWeight]) {
    for (let at = 0; at < value.length; at += 1) value[at] = (2 * init() - 1) * bound;
  }
  const [toFromX, toFromState, toStates, toKept] = [scratchOf(engine), scratchOf(engine), scratchOf(engine), scratchOf(engine)];
  const [toOfX, toOfState, toPull, toNext, toBack] = [scratchOf(engine), scratchOf(engine), scratchOf(engine), scratchOf(engine), scratchOf(engine)];
  let [seen, states, kept] = [engine.floats(0), engine.floats(0), engine.floats(0)];
  /** Part `step` of an array of equal parts. */
  const part = (whole: Float32Array, step: number, length: number): Float32Array => whole.subarray(step * length, (step + 1) * length);

  return {
    parameters: [weight, bias, stateWeight, stateBias],
    forward: (x) => {
      const rows = x.length / (steps * inputs);
      seen = x;
      const fromX = toFromX(rows * steps * gates);
      kernels.clear(fromX, fromX.length);
      kernels.addBias(bias.value, fromX, rows * steps, gates);
      kernels.matmul(x, weight.value, fromX, rows * steps, inputs, gates);
      states = toStates((steps + 1) * rows * width);
      kernels.clear(states, rows * width);
      kept = toKept(steps * rows * KEPT * width);
      const fromState = toFromState(rows * gates);
      for (let step = 0; step < steps; step += 1) {
        const before = part(states, step, rows * width);
        kernels.clear(fromState, fromState.length);
        kernels.addBias(stateBias.value, fromState, rows, gates);
        if (step > 0) kernels.matmul(before, stateWeight.value, fromState, rows, width, gates);
        kernels.gruStep(
          fromX.subarray(step * gates), steps * gates, fromState, before, part(states, step + 1, rows * width),
          part(kept, step, rows * KEPT * width), rows, width,
        );
      }
      return part(states, steps, rows * width);
    },
    backward: (gradient, deepest) => {
      const rows = gradient.length / width;
      const ofX = toOfX(rows * steps * gates);
      const ofState = toOfState(steps * rows * gates);
      let [pull, next] = [gradient, toNext(rows * width)];
      for (let step = steps - 1; step >= 0; step -= 1) {
        const ofStep = part(ofState, step, rows * gates);
        kernels.gruStepBack(
          pull, part(states, step, rows * width), part(kept, step, rows * KEPT * width), ofX.subarray(step * gates), steps * gates, ofStep, next,
          rows, width,
        );
        if (step > 0) kernels.matmulByTransposed(ofStep, stateWeight.value, next, rows, width, gates);
        [pull, next] = [next, pull === gradient ? toPull(rows * width) : pull];
      }
      kernels.matmulOfTransposed(seen, ofX, weight.gradient, rows * steps, inputs, gates);
      kernels.addRows(ofX, bias.gradient, rows * steps, gates);
      kernels.matmulOfTransposed(states, ofState, stateWeight.gradient, steps * rows, width, gates);
      kernels.addRows(ofState, stateBias.gradient, steps * rows, gates);
      if (deepest) return undefined;
      const back = toBack(rows * steps * inputs);
      kernels.clear(back, back.length);
      kernels.matmulByTransposed(ofX, weight.value, back, rows * steps, inputs, gates);
      return back;
    },
  };
};
