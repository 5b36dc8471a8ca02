/** Column declarations for migrations, and the values that go into them. */
import { canonicalDecimal } from '@streamforge/contracts/decimal';
import { StreamForgeError } from '@streamforge/contracts/errors';

/**
 * Each declares a column, which may be followed by `NOT NULL`, `UNIQUE` and the like. Names are quoted. A key says `NOT NULL PRIMARY KEY`, as
 * SQLite lets a key be NULL otherwise.
 */
export interface ColumnTypes {
  /** Compared and ordered by its bytes. */
  text(name: string): string;
  /** 64 bits. */
  integer(name: string): string;
  /** Epoch milliseconds. */
  time(name: string): string;
  boolean(name: string): string;
  /** A double. */
  real(name: string): string;
  /** Exact, at most 38 digits on each side of the point; values are made by `decimal()`. */
  decimal(name: string): string;
  /** The text of a JSON value, which keeps its spelling. */
  json(name: string): string;
  bytes(name: string): string;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** SQLite takes any value in any column; the checks make it refuse what Postgres refuses. */
const checked = (name: string, type: string, holds: string): string => `${quoted(name)} ${type} CHECK (typeof(${quoted(name)}) IN (${holds}, 'null'))`;

const canonicalInSqlite = (name: string): string => {
  const column = quoted(name);
  const digits = `ltrim(${column}, '-')`;
  const whole = `substr(${digits}, 1, instr(${digits} || '.', '.') - 1)`;
  const fraction = `substr(${digits}, instr(${digits} || '.', '.') + 1)`;
  return [
    `typeof(${column}) = 'text'`,
    `${column} NOT GLOB '*[^0-9.-]*' AND ${column} NOT GLOB '?*-*' AND ${column} NOT GLOB '*.*.*' AND ${column} NOT IN ('', '-0')`,
    `length(${whole}) BETWEEN 1 AND 38 AND (${whole} = '0' OR ${whole} NOT GLOB '0*')`,
    `length(${fraction}) <= 38 AND (instr(${digits}, '.') = 0 OR ${fraction} GLOB '*[1-9]')`,
  ].join(' AND ');
};

export const sqliteColumns: ColumnTypes = {
  text: (name) => checked(name, 'TEXT', `'text'`),
  integer: (name) => checked(name, 'INTEGER', `'integer'`),
  time: (name) => checked(name, 'INTEGER', `'integer'`),
  // The declared type tells the reader that 0 and 1 are false and true.
  boolean: (name) => `${quoted(name)} BOOLEAN CHECK (${quoted(name)} IN (0, 1))`,
  real: (name) => checked(name, 'REAL', `'real'`),
  decimal: (name) => `${quoted(name)} TEXT CHECK (${quoted(name)} IS NULL OR (${canonicalInSqlite(name)}))`,
  json: (name) => checked(name, 'TEXT', `'text'`),
  bytes: (name) => checked(name, 'BLOB', `'blob'`),
};

const canonicalInPostgres = (column: string): string => `scale(${column}) = min_scale(${column}) AND scale(${column}) <= 38 AND abs(${column}) < 1e38`;

export const postgresColumns: ColumnTypes = {
  text: (name) => `${quoted(name)} text COLLATE "C"`,
  integer: (name) => `${quoted(name)} bigint`,
  time: (name) => `${quoted(name)} bigint`,
  boolean: (name) => `${quoted(name)} boolean`,
  real: (name) => `${quoted(name)} double precision`,
  decimal: (name) => `${quoted(name)} numeric CHECK (${canonicalInPostgres(quoted(name))})`,
  json: (name) => `${quoted(name)} text`,
  bytes: (name) => `${quoted(name)} bytea`,
};

declare const isDecimal: unique symbol;
/** The canonical spelling of a decimal: the only one that goes into a decimal column, and the one that comes out. */
export type Decimal = string & { readonly [isDecimal]: true };

/** `'1.50'` → `'1.5'`. Throws `DECIMAL_INVALID` for what is none or has more than 38 digits on a side. */
export const decimal = (text: string): Decimal => {
  const canonical = canonicalDecimal(text);
  if (canonical === null) throw new StreamForgeError('DECIMAL_INVALID', `"${text.slice(0, 100)}" is none.`);
  return canonical as Decimal;
};

/** What one statement takes, the smaller of both databases' limits. */
const PARAMETERS = 32_766;

/** Rows in slices of which each fits in one INSERT; `columns` is how many values a row has. An empty list has no slices. */
export const insertable = <Row>(rows: readonly Row[], columns: number): readonly (readonly Row[])[] => {
  const size = Math.max(1, Math.floor(PARAMETERS / columns));
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => rows.slice(index * size, (index + 1) * size));
};
