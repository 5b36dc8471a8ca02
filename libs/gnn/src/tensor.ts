/** A named array of 32-bit floats with its shape; what weights are made of. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Tensors by name, in a fixed order. */
export type Tensors = ReadonlyMap<string, Tensor>;
