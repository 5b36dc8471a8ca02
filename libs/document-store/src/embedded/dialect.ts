import type { SqlDialect } from '../sql/dialect.ts';

export const sqliteDialect: SqlDialect = {
  types: { key: 'INTEGER PRIMARY KEY', integer: 'INTEGER', wide: 'INTEGER', bytes: 'BLOB' },
  place: (number) => `?${number}`,
  // One vertex at a time: SQLite has no arrays, and a call costs no round trip.
  among: (column, number) => `${column} = ?${number}`,
  // SQLite compares whole numbers with fractions and infinities as they are.
  bound: (order) => order,
};
