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
  /** Around its mean and of length 1; 0 where missing, and throughout where it never moves. */
  readonly values: Column;
  /** 1 where known, 0 where missing. */
  readonly known: Column;
  readonly complete: boolean;
  readonly moves: boolean;
}

export const profileOf = (column: Column): Profile => {
  const known = column.map((value) => Number.isNaN(value) ? 0 : 1);
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
  const moves = Math.sqrt(spread) > ROUNDING * Math.sqrt(squares);
  const values = column.map((value) => Number.isNaN(value) || !moves ? 0 : (value - mean) / Math.sqrt(spread));
  return { values, known, complete: count === column.length, moves };
};

/**
 * What each value has that the one before does not tell: the residual of the column’s regression on itself one row before. The first row,
 * and one whose row before is missing, has none. A column that the row before tells nothing of stays as it is, but for its mean.
 */
export const beyondOwnPast = (column: Column): Column => {
  const [before, now] = [profileOf(column.subarray(0, column.length - 1)), profileOf(column.subarray(1))];
  const both = now.known.map((known, row) => known * (before.known[row] as number));
  let [count, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
  for (const [row, has] of both.entries()) {
    const [x, y] = [(before.values[row] as number) * has, (column[row + 1] as number)];
    if (has === 0) continue;
    count += 1;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  const spread = sumXX - sumX * sumX / count;
  const slope = spread > ROUNDING ? (sumXY - sumX * sumY / count) / spread : 0;
  const start = (sumY - slope * sumX) / count;
  return Float64Array.from(column, (value, row) =>
    row === 0 || both[row - 1] === 0 ? Number.NaN : value - start - slope * (before.values[row - 1] as number));
};
