/** How Postgres' text becomes JavaScript's values: exact, and the same as the embedded stores answer. */
import { types as known, type CustomTypesConfig } from 'pg';

const { builtins } = known;

/** A number where that is exact, otherwise a bigint. */
const integer = (text: string): number | bigint => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [builtins.INT8]: integer,
  // JSON stays the text it was written as; times are left to those who store them as such.
  [builtins.JSON]: (text) => text,
};

/** `int8` becomes a number or, beyond 2^53, a bigint; `numeric` and `json` stay text; the rest as pg has it. */
export const types: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : parsers[oid]) ?? known.getTypeParser(oid, format)) as typeof known.getTypeParser,
};
