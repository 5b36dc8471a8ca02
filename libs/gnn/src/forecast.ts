/** What a model or a baseline says of each sample, [time × node] of the dataset. */
export interface Forecast {
  readonly name: string;
  /** That the next bar's return is above 0; above ½ names the direction up. */
  readonly probabilityUp: Float32Array;
  /** Log return that it expects. */
  readonly expected: Float32Array;
}
