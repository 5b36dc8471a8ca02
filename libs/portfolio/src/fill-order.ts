/** The order in which fills count. It decides what a close consumes, so it never depends on arrival. */

const DIGITS = /^\d+$/;

/** By event time; within a millisecond by id, whole numbers by value and before all others. */
export const inFillOrder = (a: { readonly time: number; readonly id: string }, b: { readonly time: number; readonly id: string }): number =>
  a.time - b.time || compareIds(a.id, b.id);

const compareIds = (a: string, b: string): number => {
  const [numericA, numericB] = [DIGITS.test(a), DIGITS.test(b)];
  if (numericA !== numericB) return numericA ? -1 : 1;
  if (numericA && a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
