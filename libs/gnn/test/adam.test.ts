import { describe, expect, it } from 'vitest';
import { adamStep, freshMoments } from '../src/adam.ts';
import { typescriptEngine } from '../src/kernels/typescript/engine.ts';
import { zeroed } from '../src/layers/layer.ts';

const engine = typescriptEngine();
const options = { learningRate: 0.1, weightDecay: 0 };

describe('Adam', () => {
  it('moves by the learning rate against the sign of the first gradient, whatever its size', () => {
    const parameter = zeroed(engine, 'w', [3], true);
    parameter.gradient.set([1e-3, -250, 0]);
    adamStep(engine, [parameter], freshMoments(engine, [parameter]), options);
    expect(parameter.value[0]).toBeCloseTo(-0.1, 5);
    expect(parameter.value[1]).toBeCloseTo(0.1, 5);
    expect(parameter.value[2]).toBe(0);
  });

  it('takes the steps of the published algorithm', () => {
    const parameter = zeroed(engine, 'w', [1], true);
    const moments = freshMoments(engine, [parameter]);
    let [m, v, w] = [0, 0, 0];
    for (const [index, slope] of [0.5, -0.2, 0.9].entries()) {
      parameter.gradient[0] = slope;
      adamStep(engine, [parameter], moments, options);
      m = 0.9 * m + 0.1 * slope;
      v = 0.999 * v + 0.001 * slope * slope;
      w -= 0.1 * (m / (1 - 0.9 ** (index + 1))) / (Math.sqrt(v / (1 - 0.999 ** (index + 1))) + 1e-8);
      expect(parameter.value[0]).toBeCloseTo(w, 5);
    }
    expect(moments.step).toBe(3);
  });

  it('decays weights apart from their gradient, and biases not at all', () => {
    const [weight, bias] = [zeroed(engine, 'w', [1], true), zeroed(engine, 'b', [1], false)];
    weight.value[0] = bias.value[0] = 2;
    adamStep(engine, [weight, bias], freshMoments(engine, [weight, bias]), { learningRate: 0.1, weightDecay: 0.5 });
    expect(weight.value[0]).toBeCloseTo(2 * (1 - 0.1 * 0.5), 6);
    expect(bias.value[0]).toBe(2);
  });
});
