import type { NormKernels } from '../kernels.ts';

/** Keeps a row that never differs from being divided by 0. */
const EPSILON = 1e-5;

export const normKernels: NormKernels = {
  layerNorm: (x, scale, shift, out, moments, rows, width) => {
    for (let row = 0; row < rows; row += 1) {
      const start = row * width;
      let sum = 0;
      for (let column = 0; column < width; column += 1) sum += x[start + column] as number;
      const mean = sum / width;
      let squares = 0;
      for (let column = 0; column < width; column += 1) squares += ((x[start + column] as number) - mean) ** 2;
      const inverse = 1 / Math.sqrt(squares / width + EPSILON);
      moments[2 * row] = mean;
      moments[2 * row + 1] = inverse;
      for (let column = 0; column < width; column += 1) {
        out[start + column] = (scale[column] as number) * ((x[start + column] as number) - mean) * inverse + (shift[column] as number);
      }
    }
  },
  layerNormBack: (x, scale, moments, gradient, back, scaleGradient, shiftGradient, rows, width) => {
    for (let row = 0; row < rows; row += 1) {
      const start = row * width;
      const [mean, inverse] = [moments[2 * row] as number, moments[2 * row + 1] as number];
      let [slopes, pulls] = [0, 0];
      for (let column = 0; column < width; column += 1) {
        const pull = gradient[start + column] as number;
        const normal = ((x[start + column] as number) - mean) * inverse;
        scaleGradient[column] = (scaleGradient[column] as number) + pull * normal;
        shiftGradient[column] = (shiftGradient[column] as number) + pull;
        slopes += pull * (scale[column] as number);
        pulls += pull * (scale[column] as number) * normal;
      }
      for (let column = 0; column < width; column += 1) {
        const normal = ((x[start + column] as number) - mean) * inverse;
        back[start + column] = inverse * ((gradient[start + column] as number) * (scale[column] as number) - (slopes + normal * pulls) / width);
      }
    }
  },
};
