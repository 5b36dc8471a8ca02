/** Kernels of what sees the steps of a node. Values of steps are [row × step × width], the oldest step first. */

/** Windows of a causal convolution: output j of `outSteps` sees the `taps` steps that end (outSteps − 1 − j) · stride before the newest. */
export interface Unfolding {
  readonly steps: number;
  /** Values of one step. */
  readonly width: number;
  readonly taps: number;
  readonly stride: number;
  readonly outSteps: number;
}

export interface TemporalKernels {
  /** Sets `out` [row × output × tap × width] to the steps that each output sees; 0 for those before the first. */
  unfold(x: Float32Array, out: Float32Array, rows: number, sizes: Unfolding): void;
  /** The way back of unfold: adds the gradient of the windows to that of the steps. */
  fold(gradient: Float32Array, out: Float32Array, rows: number, sizes: Unfolding): void;
  /**
   * One step of a gated recurrent unit, by what x and the state before say to each of reset, update, candidate: `fromX` (a row begins
   * every `stride` values) and `fromState` [row × 3 × width]. Sets the state `after` [row × width], and `gates` [row × (reset, update,
   * candidate, what the state said to the candidate) × width] for the way back.
   */
  gruStep(
    fromX: Float32Array, stride: number, fromState: Float32Array, before: Float32Array, after: Float32Array, gates: Float32Array,
    rows: number, width: number,
  ): void;
  /** Sets the gradients of fromX, of fromState, and what goes straight to the state before, from that of the state after. */
  gruStepBack(
    gradient: Float32Array, before: Float32Array, gates: Float32Array, ofX: Float32Array, stride: number, ofState: Float32Array,
    ofBefore: Float32Array, rows: number, width: number,
  ): void;
}
