/** One connection, as each adapter gives it. What both must do alike stands in the driver. */
import type { Parameter } from './parameters.ts';

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  /** Whether it only reads. */
  readonly reads: boolean;
}

export type Row = Readonly<Record<string, unknown>>;

export interface Outcome {
  readonly rows: readonly Row[];
  /** Rows that it changed. */
  readonly changes: number;
}

export interface Session {
  run(statement: Statement): Promise<Outcome>;
  begin(): Promise<void>;
  commit(): Promise<void>;
  /** Gives up a transaction; where that fails too, the connection is not used again. */
  rollback(): Promise<void>;
  release(): void;
}
