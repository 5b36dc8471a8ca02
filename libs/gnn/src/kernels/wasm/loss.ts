import type { LossKernels } from '../kernels.ts';
import type { Wasm } from './module.ts';

export const lossOf = ({ call, addressOf }: Wasm): LossKernels => ({
  crossEntropy: (logits, labels, chosen, gradient, rows, classes, scale) => {
    const gradientAt = gradient === undefined ? 0 : addressOf(gradient, rows * classes);
    const [logitsAt, labelsAt, chosenAt] = [addressOf(logits, rows * classes), addressOf(labels, rows), addressOf(chosen, chosen.length)];
    return call.crossEntropy(logitsAt, labelsAt, chosenAt, chosen.length, gradientAt, rows, classes, scale);
  },
  directionLoss: (out, up, moved, counts, gradient, samples, scale) => {
    const gradientAt = gradient === undefined ? 0 : addressOf(gradient, 2 * samples);
    const [outAt, upAt, movedAt] = [addressOf(out, 2 * samples), addressOf(up, samples), addressOf(moved, samples)];
    return call.directionLoss(outAt, upAt, movedAt, addressOf(counts, samples), gradientAt, samples, scale);
  },
});
