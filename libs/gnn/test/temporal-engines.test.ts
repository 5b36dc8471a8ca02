/** Kernels of steps and of order in both engines, like those of engines.test.ts. */
import { mulberry32 } from '@streamforge/determinism/random';
import { describe, it } from 'vitest';
import { expectSame } from './expect-same.ts';
import { randomArray } from './random-array.ts';

const random = mulberry32(23);
const floats = (length: number): Float32Array => randomArray(length, random);

/** Sizes with every tail: rows, steps, width. */
const sizes = [[1, 1, 1], [2, 3, 2], [3, 5, 4], [5, 9, 7], [40, 20, 3], [9, 4, 16]] as const;

describe.each(sizes)('of %d rows of %d steps, %d wide', (rows, steps, width) => {
  it.each([[1, 2, 1], [3, 2, Math.ceil(steps / 2)], [3, 1, steps]])('windows of %d steps every %d, %d in all, are unfolded and folded alike', (taps, stride, outSteps) => {
    const unfolding = { steps, width, taps, stride, outSteps };
    const arrays = { x: floats(rows * steps * width), windows: floats(rows * outSteps * taps * width) };
    expectSame(arrays, ({ kernels }, { x, windows }) => {
      kernels.unfold(x, windows, rows, unfolding);
      kernels.fold(windows, x, rows, unfolding);
    });
  });

  it('a step of a recurrent unit is the same, forth and back', () => {
    const stride = 3 * width * steps;
    const arrays = {
      fromX: floats(rows * stride).map((value) => 6 * value), fromState: floats(rows * 3 * width), before: floats(rows * width), after: floats(rows * width),
      gates: floats(rows * 4 * width), pull: floats(rows * width), ofX: floats(rows * stride), ofState: floats(rows * 3 * width), ofBefore: floats(rows * width),
    };
    expectSame(arrays, ({ kernels }, { fromX, fromState, before, after, gates, pull, ofX, ofState, ofBefore }) => {
      kernels.gruStep(fromX.subarray(stride - 3 * width), stride, fromState, before, after, gates, rows, width);
      kernels.gruStepBack(pull, before, gates, ofX.subarray(stride - 3 * width), stride, ofState, ofBefore, rows, width);
    });
  });

  it('the order within a time weighs the same', () => {
    const [times, nodes] = [rows, steps * width];
    const wanted = floats(times * nodes).map((value) => value > 0.2 ? value : 0);
    const arrays = { out: floats(2 * times * nodes).map((value) => 9 * value), wanted, gradient: floats(2 * times * nodes) };
    expectSame(arrays, ({ kernels }, of) => kernels.rankingLoss(of.out, of.wanted, of.gradient, times, nodes, 0.1));
    expectSame(arrays, ({ kernels }, of) => kernels.rankingLoss(of.out, of.wanted, undefined, times, nodes, 1));
    expectSame({ ...arrays, wanted: new Float32Array(wanted.length) }, ({ kernels }, of) => kernels.rankingLoss(of.out, of.wanted, of.gradient, times, nodes, 1));
  });
});
