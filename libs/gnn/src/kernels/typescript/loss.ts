import type { LossKernels } from '../kernels.ts';
import { logisticLoss, sigmoid, squaredLoss } from '../logistic.ts';

export const lossKernels: LossKernels = {
  crossEntropy: (logits, labels, chosen, gradient, rows, classes, scale) => {
    gradient?.fill(0, 0, rows * classes);
    let loss = 0;
    for (const row of chosen) {
      const start = row * classes;
      let highest = Number.NEGATIVE_INFINITY;
      for (let each = 0; each < classes; each += 1) highest = Math.max(highest, logits[start + each] as number);
      let sum = 0;
      for (let each = 0; each < classes; each += 1) sum += Math.exp((logits[start + each] as number) - highest);
      const label = labels[row] as number;
      loss += Math.log(sum) + highest - (logits[start + label] as number);
      if (gradient === undefined) continue;
      for (let each = 0; each < classes; each += 1) {
        const share = Math.exp((logits[start + each] as number) - highest) / sum;
        gradient[start + each] = scale * (share - (each === label ? 1 : 0));
      }
    }
    return loss;
  },
  directionLoss: (out, up, moved, counts, gradient, samples, scale) => {
    let loss = 0;
    for (let at = 0; at < samples; at += 1) {
      const there = counts[at] === 1;
      const [logit, expected] = [out[2 * at] as number, out[2 * at + 1] as number];
      const [rose, by] = [up[at] as number, moved[at] as number];
      if (there) loss += logisticLoss(logit, rose) + squaredLoss(expected, by);
      if (gradient === undefined) continue;
      gradient[2 * at] = there ? scale * (sigmoid(logit) - rose) : 0;
      gradient[2 * at + 1] = there ? scale * (expected - by) : 0;
    }
    return loss;
  },
};
