/** The document store in Postgres. */
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { systemClock, type Clock } from '@streamforge/determinism/clock';
import { openPool } from '@streamforge/postgres/pool';
import type { DocumentStore } from '../port.ts';
import { migrate } from './schema.ts';
import { postgresStore } from './store.ts';

export interface PostgresDocumentStoreOptions {
  /**
   * `postgres://user:password@host:port/database` or `postgres+tls://…`; options `schema` (streamforge), `pool` (10 connections) and
   * `timeout` (30 seconds a statement).
   */
  readonly endpoint: Endpoint;
  readonly clock?: Clock;
  /** What the server shows of this client. */
  readonly applicationName?: string;
}

const defaultSchema = 'streamforge';

/** The URL with the schema that documents have unless told otherwise. */
export const withSchema = (url: string): string =>
  /[?&]schema=/.test(url) ? url : `${url}${url.includes('?') ? '&' : '?'}schema=${defaultSchema}`;

/**
 * Every statement looks rows up by an index in the order it needs them, whatever the statistics of a table that has just been filled say:
 * other plans read a whole series for each page of it.
 */
const planner = { enable_seqscan: 'off', enable_bitmapscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off', enable_sort: 'off' };

/**
 * Opens the store, making the tables that are missing. Rejects within ten seconds as `openPool` does, or with DATA_NEWER when a newer
 * version made the tables; at run time an outage is RetryableError `STORE_UNAVAILABLE`.
 */
export const openPostgresDocumentStore = async (
  { endpoint, clock = systemClock, applicationName = 'streamforge-documents' }: PostgresDocumentStoreOptions,
): Promise<DocumentStore> => {
  const pool = await openPool({ endpoint: { ...endpoint, url: withSchema(endpoint.url) }, applicationName, settings: planner });
  try {
    await migrate(pool);
    return postgresStore(pool, clock);
  } catch (error) {
    await pool.close();
    throw error;
  }
};
