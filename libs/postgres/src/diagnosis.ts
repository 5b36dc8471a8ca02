/** What a Postgres is like, seen by the user that services log in as. Nothing is written. */
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { errors, StreamForgeError } from '@streamforge/contracts/errors';
import { ok, warning, wrong, type Finding } from '@streamforge/contracts/finding';
import { openPool, type PgPool } from './pool.ts';

/** What is asked of a clock: only the time of day. */
export interface WallClock {
  /** Epoch milliseconds. */
  now(): number;
}

export interface DiagnosePostgres {
  /** Its `schema` is examined, and made by nobody. */
  readonly endpoint: Endpoint;
  readonly clock: WallClock;
  /** What findings say that they are about. */
  readonly about: string;
}

/** Beyond this, times that two machines write can't be compared. */
const clockToleranceMs = 1_000;
const connectTimeoutMs = 4_000;

interface Told {
  readonly version: string;
  readonly database: string;
  readonly name: string;
  readonly schema: string | null;
  readonly now: string;
  readonly mayMakeSchema: boolean;
  readonly mayUseSchema: boolean | null;
  readonly refused: readonly string[];
  readonly readOnly: string;
  readonly free: string;
}

/** Tables of the schema that the user may not read or change. */
const refusedTables = `SELECT array_agg(tablename::text ORDER BY tablename) FROM pg_tables WHERE schemaname = wanted.schema AND NOT (
  has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT') AND has_table_privilege(format('%I.%I', schemaname, tablename), 'INSERT')
  AND has_table_privilege(format('%I.%I', schemaname, tablename), 'UPDATE') AND has_table_privilege(format('%I.%I', schemaname, tablename), 'DELETE'))`;

const question = `WITH wanted AS (
  SELECT coalesce(nullif($1, ''), current_schema()) AS schema, to_regnamespace(coalesce(nullif($1, ''), current_schema())) AS there)
SELECT current_setting('server_version') AS version, current_database() AS database, current_user AS name, schema,
  (extract(epoch FROM clock_timestamp()) * 1000)::bigint::text AS now, has_database_privilege(current_database(), 'CREATE') AS "mayMakeSchema",
  CASE WHEN there IS NULL THEN NULL ELSE has_schema_privilege(there, 'USAGE') AND has_schema_privilege(there, 'CREATE') END AS "mayUseSchema",
  coalesce((${refusedTables}), '{}') AS refused, current_setting('transaction_read_only') AS "readOnly",
  (current_setting('max_connections')::int - (SELECT count(*) FROM pg_stat_activity))::text AS free
FROM wanted`;

const rights = (about: string, { name, database, schema, mayMakeSchema, mayUseSchema, refused }: Told): Finding => {
  const shown = schema ?? 'public';
  if (mayUseSchema === null) {
    return mayMakeSchema
      ? ok(about, `the schema ${shown} is not there yet and ${name} may make it`)
      : wrong(about, `the schema ${shown} is missing and ${name} may not make it`, `CREATE SCHEMA ${shown} AUTHORIZATION "${name}", or GRANT CREATE ON DATABASE "${database}" TO "${name}".`);
  }
  if (!mayUseSchema) return wrong(about, `${name} may not work in the schema ${shown}`, `GRANT USAGE, CREATE ON SCHEMA ${shown} TO "${name}".`);
  if (refused.length > 0) {
    const fix = `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${shown} TO "${name}".`;
    return wrong(about, `${name} may not read and change ${refused.slice(0, 4).join(', ')} in ${shown}`, fix);
  }
  return ok(about, `${name} may make, read and change tables in the schema ${shown}`);
};

const clockFinding = (about: string, aheadMs: number): Finding => {
  const says = `the server's clock is ${Math.abs(Math.round(aheadMs))} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} ours`;
  return Math.abs(aheadMs) < clockToleranceMs ? ok(about, says) : warning(about, says, 'Set both by NTP: leases and times of storage go by the server’s.');
};

const examine = async (pool: PgPool, schema: string, { clock, about }: DiagnosePostgres): Promise<readonly Finding[]> => {
  const before = clock.now();
  const { rows: [told] } = await pool.query<Told>(question, [schema]);
  const after = clock.now();
  if (told === undefined) return [];
  return [
    ok(about, `${pool.at} answers: Postgres ${told.version}, database ${told.database}, and lets ${told.name} in`),
    rights(about, told),
    ...told.readOnly === 'on' ? [wrong(about, 'the server takes no writes: it is a standby, or set to read only', 'Name the primary in the URL.')] : [],
    ...Number(told.free) < 10 ? [warning(about, `only ${told.free} connections are free`, 'Raise max_connections, or lower ?pool= in the URLs.')] : [],
    clockFinding(about, Number(told.now) - (before + after) / 2),
  ];
};

/** Examines reachability, version, credentials, rights and clock within nine seconds. Throws `CONFIG_INVALID` for a URL that can't be read. */
export const diagnosePostgres = async (options: DiagnosePostgres): Promise<readonly Finding[]> => {
  const { endpoint, about } = options;
  const [base = '', query = ''] = endpoint.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  const schema = parameters.get('schema') ?? '';
  // Without the schema, which opening would make.
  parameters.delete('schema');
  let pool: PgPool;
  try {
    pool = await openPool({ endpoint: { ...endpoint, url: `${base}?${parameters.toString()}` }, applicationName: 'streamforge-doctor', connectTimeoutMs });
  } catch (error) {
    if (!(error instanceof StreamForgeError) || error.code === 'CONFIG_INVALID') throw error;
    return [wrong(about, `${error.code}: ${error.message}`, error.fix)];
  }
  try {
    return await examine(pool, schema, options);
  } catch (error) {
    return [wrong(about, error instanceof Error ? error.message : String(error), errors.STORE_UNAVAILABLE.fix)];
  } finally {
    await pool.close();
  }
};
