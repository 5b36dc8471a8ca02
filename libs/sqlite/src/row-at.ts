/** The value of one row. A batch whose arrays disagree in length is a fault of ours: nothing of it may be stored. */
export const rowAt = <Value>(values: ArrayLike<Value>, row: number): Value => {
  const value = values[row];
  if (value === undefined) throw new RangeError(`A batch has no row ${row}.`);
  return value;
};
