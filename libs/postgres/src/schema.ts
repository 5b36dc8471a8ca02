import { RetryableError } from '@streamforge/contracts/errors';
import type { PgPool } from './pool.ts';

type Queries = Pick<PgPool, 'query' | 'at'>;

/**
 * What there is of a schema. Asked by its number and in one statement: a schema that another process makes or drops meanwhile has a row
 * before the server knows its name, or after; its number has then no grants, where its name would be an error.
 */
const found = async (pool: Queries, schema: string): Promise<{ readonly user: string; readonly granted: boolean | null } | undefined> => {
  const { rows: [row] } = await pool.query<{ user: string; granted: boolean | null }>(
    `SELECT current_user AS user, has_schema_privilege(oid, 'USAGE') AND has_schema_privilege(oid, 'CREATE') AS granted FROM pg_namespace WHERE nspname = $1`, [schema]);
  return row;
};

/**
 * Makes the schema, a plain name, where it is missing; several processes may do so at once. Rejects with `BACKEND_FORBIDDEN` and the grant
 * that is missing: the server would only say that there is no schema to create in.
 */
export const ensureSchema = async (pool: Queries, schema: string): Promise<void> => {
  const there = await found(pool, schema);
  if (there?.granted === true) return;
  if (there?.granted === false) {
    const grant = `GRANT USAGE, CREATE ON SCHEMA ${schema} TO "${there.user}"`;
    throw new RetryableError('BACKEND_FORBIDDEN', `Postgres at ${pool.at}: the user may not work in the schema ${schema}; ${grant} lets it.`);
  }
  try {
    await pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  } catch (error) {
    // Two that make it at once both pass the check, and one then meets the other's row.
    if (await found(pool, schema) === undefined) throw error;
  }
};
