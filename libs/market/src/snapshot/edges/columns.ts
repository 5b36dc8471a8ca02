/** Columns of a panel: what one asset did, row after row. */

/** Values of one asset over the rows of a window; NaN where missing. */
export type Column = Float64Array;

/** Columns of the rows from ≤ row < to, of values [time × asset]. */
export const columnsOf = (values: Float64Array, assets: number, from: number, to: number): readonly Column[] =>
  Array.from({ length: assets }, (_, asset) => {
    const column = new Float64Array(Math.max(0, to - from));
    for (let row = 0; row < column.length; row += 1) column[row] = values[(from + row) * assets + asset] as number;
    return column;
  });

/** A spread of this share of the size is rounding. */
const ROUNDING = 1e-12;

/** A column prepared once for all its pairs. */
export interface Profile {
  readonly column: Column;
  /** Values that are known. */
  readonly count: number;
  readonly complete: boolean;
  readonly moves: boolean;
  readonly mean: number;
  /** Length of the column around its mean. */
  readonly size: number;
}

export const profileOf = (column: Column): Profile => {
  let [count, total, squares] = [0, 0, 0];
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    count += 1;
    total += value;
    squares += value * value;
  }
  const mean = total / Math.max(1, count);
  let spread = 0;
  for (const value of column) if (!Number.isNaN(value)) spread += (value - mean) ** 2;
  const size = Math.sqrt(spread);
  return { column, count, mean, size, complete: count === column.length, moves: size > ROUNDING * Math.sqrt(squares) };
};

/** Writes a column around its mean and of length 1; 0 where it is missing, and throughout where it never moves. */
export const writeValues = ({ column, mean, size, moves }: Profile, into: Column): void => {
  if (!moves) return;
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number;
    into[row] = Number.isNaN(value) ? 0 : (value - mean) / size;
  }
};

/** Writes 1 where a column is known and 0 where it is missing. */
export const writeKnown = ({ column }: Profile, into: Column): void => {
  for (let row = 0; row < column.length; row += 1) into[row] = Number.isNaN(column[row]) ? 0 : 1;
};

/**
 * What each value has that the one before does not tell: the residual of the column’s regression on itself one row before. The first row,
 * and one whose row before is missing, has none. A column that the row before tells nothing of stays as it is, but for its mean.
 */
export const beyondOwnPast = (column: Column): Column => {
  const { mean, size, moves } = profileOf(column);
  const left = new Float64Array(column.length).fill(Number.NaN);
  // A row that is missing stays NaN.
  const around = (row: number): number => moves ? ((column[row] as number) - mean) / size : 0;
  let [count, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
  for (let row = 1; row < column.length; row += 1) {
    const [x, y] = [around(row - 1), around(row)];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    count += 1;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  const spread = sumXX - sumX * sumX / count;
  const slope = spread > ROUNDING ? (sumXY - sumX * sumY / count) / spread : 0;
  const start = (sumY - slope * sumX) / count;
  for (let row = 1; row < column.length; row += 1) left[row] = around(row) - start - slope * around(row - 1);
  return left;
};
