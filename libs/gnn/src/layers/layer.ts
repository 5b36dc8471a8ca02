/** What the layers of a model have in common. */
import type { Random } from '@streamforge/determinism/random';
import type { Engine } from '../kernels/engine.ts';

/** Weights that learn, and the gradient that the last backward pass gave them. Both lie in the memory of the network's engine. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly value: Float32Array;
  readonly gradient: Float32Array;
  /** Whether weight decay applies: to weights, not to biases. */
  readonly decays: boolean;
}

/**
 * One step from inputs to outputs, with its way back. Values are [time × node × width], in the memory of the layer's engine. A layer
 * remembers its last forward pass, and what it returns is valid until its next one; it may write over neither its inputs nor its outputs'
 * gradient.
 */
export interface Layer {
  readonly parameters: readonly Parameter[];
  /** Outputs for these inputs. With `random` it is a training pass, in which dropout applies. */
  forward(x: Float32Array, times: number, random?: Random): Float32Array;
  /** Adds to the gradients of the parameters; returns the gradient of the inputs, unless `deepest`, where nobody needs it. */
  backward(gradient: Float32Array, deepest: boolean): Float32Array | undefined;
}

/** How many nodes there are at each time, and how wide a layer is. */
export interface LayerSizes {
  readonly nodes: number;
  /** Values of a node that come in. */
  readonly inputs: number;
  /** Values of a node that go out. */
  readonly outputs: number;
}

/** A parameter of zeros. */
export const zeroed = (engine: Engine, name: string, shape: readonly number[], decays: boolean): Parameter => {
  const length = shape.reduce((product, each) => product * each, 1);
  return { name, shape, value: engine.floats(length), gradient: engine.floats(length), decays };
};

/** Parameters one below the other in one matrix of `columns`, so that one product takes all of them. */
export const stacked = (
  engine: Engine, parts: readonly { readonly name: string; readonly rows: number }[], columns: number,
): { readonly whole: Parameter; readonly parameters: readonly Parameter[] } => {
  const whole = zeroed(engine, 'stacked', [parts.reduce((sum, { rows }) => sum + rows, 0), columns], true);
  let at = 0;
  const parameters = parts.map(({ name, rows }): Parameter => {
    const [from, to] = [at, at += rows * columns];
    return { name, shape: [rows, columns], value: whole.value.subarray(from, to), gradient: whole.gradient.subarray(from, to), decays: true };
  });
  return { whole, parameters };
};

/**
 * Uniform in ±√(6 / (in + out)).
 * Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks (2010).
 */
export const glorot = (value: Float32Array, inputs: number, outputs: number, random: Random): void => {
  const bound = Math.sqrt(6 / (inputs + outputs));
  for (let at = 0; at < value.length; at += 1) value[at] = (2 * random() - 1) * bound;
};
