/** Where SQLite and Postgres spell one thing in two ways. Everything else of a statement is the same text. */
export interface SqlDialect {
  readonly types: {
    /** A primary key that the database numbers. */
    readonly key: string;
    /** At least 32 bits. */
    readonly integer: string;
    readonly wide: string;
    readonly bytes: string;
  };
  /** The nth parameter, from 1. */
  place(number: number): string;
  /** A column is one of the vertices that the nth parameter names. */
  among(column: string, number: number): string;
  /** What is bound for an order that may lie beyond every stored one, or between two. */
  bound(order: number): unknown;
}

/** A whole number as a double: exact for every order and offset, and the same in both. */
export const exact = (column: string): string => `CAST(${column} AS DOUBLE PRECISION)`;
