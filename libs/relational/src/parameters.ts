import { StreamForgeError } from '@streamforge/contracts/errors';

/** What both databases take, and take alike. */
export type Parameter = string | number | bigint | boolean | Uint8Array | null;

const largest = 2n ** 63n - 1n;
const smallest = -(2n ** 63n);

const refused = (position: number, because: string): StreamForgeError =>
  new StreamForgeError('REQUEST_INVALID', `Value ${position + 1} of a statement ${because}.`);

const text = (value: string, position: number): string => {
  // Postgres has no NUL in text, and both would store a replacement for half a surrogate pair.
  if (value.includes('\0')) throw refused(position, 'holds NUL, which text can’t');
  if (!value.isWellFormed()) throw refused(position, 'is not Unicode text');
  return value;
};

const checkedValue = (value: unknown, position: number): Parameter => {
  switch (typeof value) {
    case 'string': return text(value, position);
    case 'number':
      if (!Number.isFinite(value)) throw refused(position, `is ${value}, which is no number`);
      return value;
    case 'bigint':
      if (value > largest || value < smallest) throw refused(position, 'has more than 64 bits');
      return value;
    case 'boolean': return value;
    default:
      if (value === null || value instanceof Uint8Array) return value;
      throw refused(position, 'is neither text, number, bigint, boolean, bytes nor null: times are epoch milliseconds, JSON is text');
  }
};

/** The values of a statement. Throws `REQUEST_INVALID` for one that the databases would refuse or change, each its own way. */
export const checkedParameters = (values: readonly unknown[]): readonly Parameter[] => values.map(checkedValue);
