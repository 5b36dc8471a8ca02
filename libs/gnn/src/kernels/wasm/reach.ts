import type { Columns } from '../kernels.ts';

/** Values that a matrix must have for a block of columns of so many rows. */
export const reachOf = ({ stride, offset }: Columns, rows: number, width: number): number => rows === 0 ? 0 : (rows - 1) * stride + offset + width;
