/** The order of ids, where events of the same moment must have one. */

const DIGITS = /^\d+$/;

/** Orders ids as their venue counts them: whole numbers by value, before all others; the others by their characters. */
export const compareIds = (a: string, b: string): number => {
  const [numericA, numericB] = [DIGITS.test(a), DIGITS.test(b)];
  if (numericA !== numericB) return numericA ? -1 : 1;
  if (numericA && a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
