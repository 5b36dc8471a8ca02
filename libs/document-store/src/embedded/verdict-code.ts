import { rowAt } from '@streamforge/sqlite/row-at';
import type { Verdict } from '../port.ts';

/** Verdicts in the order of the numbers that cross between threads. */
const verdicts: readonly Verdict[] = ['stored', 'same', 'older', 'conflict'];

/** The number of a verdict. */
export const codeOf = (verdict: Verdict): number => verdicts.indexOf(verdict);

/** The verdicts of such numbers, in order. */
export const verdictsOf = (codes: Uint8Array): readonly Verdict[] => Array.from(codes, (code) => rowAt(verdicts, code));
