/** Gives zeroed arrays, and the same one again while the length stays: batches of one size then allocate nothing. */
export const scratch = (): ((length: number) => Float32Array) => {
  let held = new Float32Array(0);
  return (length) => {
    if (held.length === length) return held.fill(0);
    held = new Float32Array(length);
    return held;
  };
};
