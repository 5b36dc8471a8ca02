/** The relational port on Postgres, through Kysely and a bounded pool. */
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { mayPassAgain } from '@streamforge/postgres/failure';
import { openPool } from '@streamforge/postgres/pool';
import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { postgresColumns } from './columns.ts';
import { isClosed, sessionDriver } from './driver.ts';
import { overDialect } from './over-dialect.ts';
import type { Relational } from './port.ts';
import { postgresSession } from './postgres/session.ts';

export interface PostgresRelational {
  /** `postgres://user@host:port/database?schema=name&pool=10&timeout=30`; see `@streamforge/postgres/pool`. */
  readonly endpoint: Endpoint;
  /** What the server shows of this client. */
  readonly applicationName?: string;
}

/** Opens the relational port on Postgres. Rejects as `openPool` does; at run time an outage is RetryableError `STORE_UNAVAILABLE`. */
export const openPostgresRelational = async ({ endpoint, applicationName = 'streamforge' }: PostgresRelational): Promise<Relational> => {
  const pool = await openPool({ endpoint, applicationName });
  let closed = false;
  const open = async () => {
    if (closed) throw isClosed();
    return postgresSession(await pool.connect());
  };
  return overDialect({
    name: 'postgres',
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => sessionDriver(open),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    columns: postgresColumns,
    mayPassAgain,
    ping: () => (closed ? Promise.reject(isClosed()) : pool.ping()),
    close: async () => {
      closed = true;
      await pool.close();
    },
  });
};
