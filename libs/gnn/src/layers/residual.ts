import type { Random } from '@streamforge/determinism/random';
import { scratchOf, type Engine } from '../kernels/engine.ts';
import type { Layer, LayerSizes } from './layer.ts';
import { linear } from './linear.ts';

/**
 * y = layer(x) + x, or + x · W where the widths differ, so that a layer learns what to add to what is known already.
 * Source: He et al., Deep residual learning for image recognition (2016), equations 1 and 2.
 */
export const residual = (engine: Engine, name: string, layer: Layer, sizes: LayerSizes, init: Random): Layer => {
  const way = sizes.inputs === sizes.outputs ? undefined : linear(engine, `${name}.residual`, sizes, init, false);
  const [toY, toBack] = [scratchOf(engine), scratchOf(engine)];
  const sum = (a: Float32Array, b: Float32Array, out: Float32Array): Float32Array => {
    out.set(a);
    engine.kernels.add(b, out, out.length);
    return out;
  };
  return {
    parameters: [...layer.parameters, ...way?.parameters ?? []],
    forward: (x, times, random) => {
      const y = layer.forward(x, times, random);
      return sum(y, way === undefined ? x : way.forward(x, times), toY(y.length));
    },
    backward: (gradient, deepest) => {
      const direct = way === undefined ? gradient : way.backward(gradient, deepest);
      const back = layer.backward(gradient, deepest);
      return back === undefined || direct === undefined ? undefined : sum(back, direct, toBack(back.length));
    },
  };
};
