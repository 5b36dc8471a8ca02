/** Kernels of what sees the steps of a node: windows of a causal convolution, and the gates of a recurrent unit. */
import { sigmoid } from '../logistic.ts';
import type { TemporalKernels } from '../temporal-kernels.ts';

export const temporalKernels: TemporalKernels = {
  unfold: (x, out, rows, { steps, width, taps, stride, outSteps }) => {
    for (let row = 0; row < rows; row += 1) {
      for (let step = 0; step < outSteps; step += 1) {
        const first = steps - (outSteps - 1 - step) * stride - taps;
        const missing = Math.max(0, -first);
        const at = (row * outSteps + step) * taps * width;
        const from = (row * steps + first + missing) * width;
        for (let k = 0; k < missing * width; k += 1) out[at + k] = 0;
        for (let k = 0; k < (taps - missing) * width; k += 1) out[at + missing * width + k] = x[from + k] as number;
      }
    }
  },

  fold: (gradient, out, rows, { steps, width, taps, stride, outSteps }) => {
    for (let row = 0; row < rows; row += 1) {
      for (let step = 0; step < outSteps; step += 1) {
        const first = steps - (outSteps - 1 - step) * stride - taps;
        const missing = Math.max(0, -first);
        const at = ((row * outSteps + step) * taps + missing) * width;
        const into = (row * steps + first + missing) * width;
        for (let k = 0; k < (taps - missing) * width; k += 1) out[into + k] = (out[into + k] as number) + (gradient[at + k] as number);
      }
    }
  },

  gruStep: (fromX, stride, fromState, before, after, gates, rows, width) => {
    for (let row = 0; row < rows; row += 1) {
      const [xAt, stateAt, gatesAt, at] = [row * stride, row * 3 * width, row * 4 * width, row * width];
      for (let k = 0; k < width; k += 1) {
        const reset = sigmoid((fromX[xAt + k] as number) + (fromState[stateAt + k] as number));
        const update = sigmoid((fromX[xAt + width + k] as number) + (fromState[stateAt + width + k] as number));
        const recalled = fromState[stateAt + 2 * width + k] as number;
        const candidate = Math.tanh((fromX[xAt + 2 * width + k] as number) + reset * recalled);
        gates[gatesAt + k] = reset;
        gates[gatesAt + width + k] = update;
        gates[gatesAt + 2 * width + k] = candidate;
        gates[gatesAt + 3 * width + k] = recalled;
        after[at + k] = candidate + update * ((before[at + k] as number) - candidate);
      }
    }
  },

  gruStepBack: (gradient, before, gates, ofX, stride, ofState, ofBefore, rows, width) => {
    for (let row = 0; row < rows; row += 1) {
      const [xAt, stateAt, gatesAt, at] = [row * stride, row * 3 * width, row * 4 * width, row * width];
      for (let k = 0; k < width; k += 1) {
        const reset = gates[gatesAt + k] as number;
        const update = gates[gatesAt + width + k] as number;
        const candidate = gates[gatesAt + 2 * width + k] as number;
        const recalled = gates[gatesAt + 3 * width + k] as number;
        const pull = gradient[at + k] as number;
        const ofCandidate = pull * (1 - update) * (1 - candidate * candidate);
        const ofUpdate = pull * ((before[at + k] as number) - candidate) * update * (1 - update);
        const ofReset = ofCandidate * recalled * reset * (1 - reset);
        ofX[xAt + k] = ofReset;
        ofX[xAt + width + k] = ofUpdate;
        ofX[xAt + 2 * width + k] = ofCandidate;
        ofState[stateAt + k] = ofReset;
        ofState[stateAt + width + k] = ofUpdate;
        ofState[stateAt + 2 * width + k] = ofCandidate * reset;
        ofBefore[at + k] = pull * update;
      }
    }
  },
};
