import { describe, expect, it } from 'vitest';
import { takeFloats } from '../src/kernels/engine.ts';
import { preciseEngine, slopeAt } from './precise-engine.ts';
import { randomArray } from './random-array.ts';

describe('cross-entropy', () => {
  const engine = preciseEngine();
  const [rows, classes] = [5, 4];
  const labels = Int32Array.of(0, 3, 1, 2, 3);
  const chosen = Int32Array.of(0, 2, 4);
  const lossOf = (logits: Float32Array, gradient?: Float32Array): number =>
    engine.kernels.crossEntropy(logits, labels, chosen, gradient, rows, classes, 0.5);

  it('has the gradient that small changes show, and none where a row is not chosen', () => {
    const logits = takeFloats(engine, randomArray(rows * classes));
    const gradient = engine.floats(rows * classes).fill(9);
    lossOf(logits, gradient);
    for (const at of logits.keys()) expect(gradient[at]).toBeCloseTo(0.5 * slopeAt(logits, at, () => lossOf(logits)), 8);
    expect([...gradient.subarray(classes, 2 * classes)]).toEqual([0, 0, 0, 0]);
  });

  it('is what the classes share when all are alike, and stays finite for logits of any size', () => {
    expect(lossOf(engine.floats(rows * classes))).toBeCloseTo(3 * Math.log(classes), 10);
    const sure = engine.floats(rows * classes).fill(-1e30);
    for (const row of chosen) sure[row * classes + (labels[row] as number)] = 1e30;
    const gradient = engine.floats(rows * classes);
    expect(lossOf(sure, gradient)).toBe(0);
    expect(gradient.every((value) => value === 0)).toBe(true);
  });
});
