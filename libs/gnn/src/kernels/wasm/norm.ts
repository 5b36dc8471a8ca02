import type { NormKernels } from '../kernels.ts';
import type { Wasm } from './module.ts';

export const normOf = ({ call, addressOf }: Wasm): NormKernels => ({
  layerNorm: (x, scale, shift, out, moments, rows, width) => {
    const [xAt, scaleAt, shiftAt] = [addressOf(x, rows * width), addressOf(scale, width), addressOf(shift, width)];
    call.layerNorm(xAt, scaleAt, shiftAt, addressOf(out, rows * width), addressOf(moments, 2 * rows), rows, width);
  },
  layerNormBack: (x, scale, moments, gradient, back, scaleGradient, shiftGradient, rows, width) => {
    const [xAt, scaleAt, momentsAt] = [addressOf(x, rows * width), addressOf(scale, width), addressOf(moments, 2 * rows)];
    const [gradientAt, backAt] = [addressOf(gradient, rows * width), addressOf(back, rows * width)];
    call.layerNormBack(
      xAt, scaleAt, momentsAt, gradientAt, backAt, addressOf(scaleGradient, width), addressOf(shiftGradient, width), rows, width,
    );
  },
});
