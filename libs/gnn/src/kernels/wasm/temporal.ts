import type { TemporalKernels } from '../temporal-kernels.ts';
import type { Wasm } from './module.ts';

export const temporalOf = ({ call, addressOf }: Wasm): TemporalKernels => ({
  unfold: (x, out, rows, { steps, width, taps, stride, outSteps }) => {
    call.unfold(addressOf(x, rows * steps * width), addressOf(out, rows * outSteps * taps * width), rows, steps, width, taps, stride, outSteps);
  },
  fold: (gradient, out, rows, { steps, width, taps, stride, outSteps }) => {
    call.fold(addressOf(gradient, rows * outSteps * taps * width), addressOf(out, rows * steps * width), rows, steps, width, taps, stride, outSteps);
  },
  gruStep: (fromX, stride, fromState, before, after, gates, rows, width) => {
    const [xAt, fromStateAt] = [addressOf(fromX, reach(rows, stride, width)), addressOf(fromState, rows * 3 * width)];
    const [beforeAt, afterAt] = [addressOf(before, rows * width), addressOf(after, rows * width)];
    call.gruStep(xAt, stride, fromStateAt, beforeAt, afterAt, addressOf(gates, rows * 4 * width), rows, width);
  },
  gruStepBack: (gradient, before, gates, ofX, stride, ofState, ofBefore, rows, width) => {
    const [gradientAt, beforeAt, ofBeforeAt] = [addressOf(gradient, rows * width), addressOf(before, rows * width), addressOf(ofBefore, rows * width)];
    const [ofXAt, ofStateAt] = [addressOf(ofX, reach(rows, stride, width)), addressOf(ofState, rows * 3 * width)];
    call.gruStepBack(gradientAt, beforeAt, addressOf(gates, rows * 4 * width), ofXAt, stride, ofStateAt, ofBeforeAt, rows, width);
  },
});

/** Values that rows of three gates take which begin `stride` apart. */
const reach = (rows: number, stride: number, width: number): number => rows === 0 ? 0 : (rows - 1) * stride + 3 * width;
