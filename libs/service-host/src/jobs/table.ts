import type { ErrorCode } from '@streamforge/contracts/errors';
import type { Generated, Migration } from '@streamforge/relational/port';
import type { JobState } from './job.ts';

/** Who owns the table, among migrations. */
export const tableOwner = 'jobs';

export interface JobTable {
  readonly jobs: {
    readonly service: string;
    readonly id: string;
    readonly kind: string;
    /** Canonical JSON. */
    readonly parameters: string;
    readonly state: JobState;
    /** A queued job is not claimed before. */
    readonly due: number;
    readonly attempt: Generated<number>;
    readonly fence: Generated<number>;
    readonly owner: string | null;
    readonly lease_until: number | null;
    readonly progress: string | null;
    readonly checkpoint: string | null;
    readonly code: ErrorCode | null;
    readonly message: string | null;
    readonly created: number;
    readonly started: number | null;
    readonly finished: number | null;
  };
}

export const steps: readonly Migration[] = [{
  name: 'jobs',
  up: (column) => [
    `CREATE TABLE jobs (
      ${column.text('service')} NOT NULL, ${column.text('id')} NOT NULL, ${column.text('kind')} NOT NULL, ${column.json('parameters')} NOT NULL,
      ${column.text('state')} NOT NULL, ${column.time('due')} NOT NULL,
      ${column.integer('attempt')} NOT NULL DEFAULT 0, ${column.integer('fence')} NOT NULL DEFAULT 0,
      ${column.text('owner')}, ${column.time('lease_until')}, ${column.json('progress')}, ${column.json('checkpoint')},
      ${column.text('code')}, ${column.text('message')},
      ${column.time('created')} NOT NULL, ${column.time('started')}, ${column.time('finished')},
      PRIMARY KEY (service, id))`,
    'CREATE INDEX jobs_unfinished ON jobs (service, created, id) WHERE finished IS NULL',
  ],
}];
