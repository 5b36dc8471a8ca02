/** What the layers of a model have in common. */
import type { Random } from '@streamforge/determinism/random';

/** Weights that learn, and the gradient that the last backward pass gave them. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly value: Float32Array;
  readonly gradient: Float32Array;
  /** Whether weight decay applies: to weights, not to biases. */
  readonly decays: boolean;
}

/**
 * One step from inputs to outputs, with its way back. Values are [time × node × width]. A layer remembers its last forward pass, and
 * what it returns is valid until its next one.
 */
export interface Layer {
  readonly parameters: readonly Parameter[];
  /** Outputs for these inputs. With `random` it is a training pass, in which dropout applies. */
  forward(x: Float32Array, times: number, random?: Random): Float32Array;
  /** Adds to the gradients of the parameters; returns the gradient of the inputs, unless `deepest`, where nobody needs it. */
  backward(gradient: Float32Array, deepest: boolean): Float32Array | undefined;
}

export const zeroed = (name: string, shape: readonly number[], decays: boolean): Parameter => {
  const length = shape.reduce((product, each) => product * each, 1);
  return { name, shape, value: new Float32Array(length), gradient: new Float32Array(length), decays };
};

/**
 * Uniform in ±√(6 / (in + out)).
 * Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks (2010).
 */
export const glorot = (value: Float32Array, inputs: number, outputs: number, random: Random): void => {
  const bound = Math.sqrt(6 / (inputs + outputs));
  for (let at = 0; at < value.length; at += 1) value[at] = (2 * random() - 1) * bound;
};
