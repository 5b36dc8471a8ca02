/**
 * ArangoDB's order of values: by type, then within the type; text by the rules of a language, as the server's default (en_US) has it.
 * Nothing that rests on the order of bytes passes here.
 */
const language = new Intl.Collator('en-US');

const rankOf = (value: unknown): number => {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'boolean') return 1;
  if (typeof value === 'number') return 2;
  if (typeof value === 'string') return 3;
  return Array.isArray(value) ? 4 : 5;
};

const digitsOnly = /^\d*$/;

/** Digits have one order in every language, which needs no asking: most of what an adapter sorts by is digits. */
const compareTexts = (left: string, right: string): number => {
  if (digitsOnly.test(left) && digitsOnly.test(right)) return left < right ? -1 : 1;
  return language.compare(left, right);
};

/** Negative, 0 or positive, as for sorting. */
export const compareValues = (left: unknown, right: unknown): number => {
  if (left === right) return 0;
  const [rank, other] = [rankOf(left), rankOf(right)];
  if (rank !== other) return rank - other;
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  if (typeof left === 'number' || typeof left === 'boolean') return Number(left) - Number(right);
  if (rank === 0) return 0;
  return language.compare(JSON.stringify(left), JSON.stringify(right));
};
