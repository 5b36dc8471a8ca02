import { rowAt } from '@streamforge/sqlite/row-at';
import type { PointVerdict } from '../port.ts';

/** Verdicts in the order of the numbers that cross between threads. */
const verdicts: readonly PointVerdict[] = ['stored', 'same', 'older'];

/** The number of a verdict. */
export const codeOf = (verdict: PointVerdict): number => verdicts.indexOf(verdict);

/** The verdicts of such numbers, in order. */
export const verdictsOf = (codes: Uint8Array): readonly PointVerdict[] => Array.from(codes, (code) => rowAt(verdicts, code));
