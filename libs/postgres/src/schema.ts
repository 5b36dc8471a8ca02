import { RetryableError } from '@streamforge/contracts/errors';
import type { PgPool } from './pool.ts';

/** Throws `BACKEND_FORBIDDEN` with the grant that is missing: the server would only say that there is no schema to create in. */
const checkGranted = async (pool: Pick<PgPool, 'query' | 'at'>, schema: string): Promise<void> => {
  const { rows: [granted] } = await pool.query<{ name: string; whole: boolean }>(
    `SELECT current_user AS name, has_schema_privilege($1, 'USAGE') AND has_schema_privilege($1, 'CREATE') AS whole`, [schema]);
  if (granted === undefined || granted.whole) return;
  const grant = `GRANT USAGE, CREATE ON SCHEMA ${schema} TO "${granted.name}"`;
  throw new RetryableError('BACKEND_FORBIDDEN', `Postgres at ${pool.at}: the user may not work in the schema ${schema}; ${grant} lets it.`);
};

/** Makes the schema, a plain name, where it is missing; several processes may do so at once. */
export const ensureSchema = async (pool: Pick<PgPool, 'query' | 'at'>, schema: string): Promise<void> => {
  const exists = async (): Promise<boolean> => (await pool.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])).rowCount > 0;
  if (await exists()) return await checkGranted(pool, schema);
  try {
    await pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  } catch (error) {
    // Two that make it at once both pass the check, and one then meets the other's row.
    if (!await exists()) throw error;
  }
};
