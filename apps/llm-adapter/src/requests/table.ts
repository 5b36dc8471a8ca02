import type { Migration } from '@streamforge/relational/port';

/** Who owns the table, among migrations. */
export const tableOwner = 'llm-adapter';

export interface RequestTable {
  readonly llm_requests: {
    readonly tenant: string;
    readonly id: string;
    /** Whether it came over the log or over HTTP. */
    readonly way: 'log' | 'http';
    /** Sha256 of the request: the same id with another question is another request. Empty over HTTP. */
    readonly fingerprint: string;
    readonly model: string;
    /** How often a model was asked for it. More than one: a process died, or an attempt failed, after it had asked. */
    readonly calls: number;
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    /** The answer as it was published; null until there is one, and over HTTP. Questions are not kept. */
    readonly response: string | null;
    readonly begun: number;
    /** When it was answered, and with that charged; null until then. */
    readonly answered: number | null;
    /** The record that brought it first; null over HTTP. */
    readonly topic: string | null;
    readonly partition: number | null;
    readonly offset: number | null;
  };
}

export const steps: readonly Migration[] = [{
  name: 'requests',
  up: (column) => [
    `CREATE TABLE llm_requests (
      ${column.text('tenant')} NOT NULL, ${column.text('id')} NOT NULL, ${column.text('way')} NOT NULL,
      ${column.text('fingerprint')} NOT NULL, ${column.text('model')} NOT NULL, ${column.integer('calls')} NOT NULL,
      ${column.integer('prompt_tokens')} NOT NULL, ${column.integer('completion_tokens')} NOT NULL,
      ${column.json('response')}, ${column.time('begun')} NOT NULL, ${column.time('answered')},
      ${column.text('topic')}, ${column.integer('partition')}, ${column.integer('offset')},
      PRIMARY KEY (tenant, id))`,
  ],
}];
