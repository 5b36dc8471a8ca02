import type { AttentionKernels } from '../attention-kernels.ts';

export const meanOfHeads: AttentionKernels['meanOfHeads'] = (x, out, rows, heads, channels) => {
  for (let row = 0; row < rows; row += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      let sum = 0;
      for (let head = 0; head < heads; head += 1) sum += x[(row * heads + head) * channels + channel] as number;
      out[row * channels + channel] = (out[row * channels + channel] as number) + sum / heads;
    }
  }
};

export const meanOfHeadsBack: AttentionKernels['meanOfHeadsBack'] = (gradient, out, rows, heads, channels) => {
  for (let row = 0; row < rows; row += 1) {
    for (let at = 0; at < heads * channels; at += 1) {
      out[row * heads * channels + at] = (gradient[row * channels + at % channels] as number) / heads;
    }
  }
};
