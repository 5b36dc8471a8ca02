import type { PgQueries } from './pool.ts';

/** Makes the schema, a plain name, where it is missing; several processes may do so at once. */
export const ensureSchema = async (pool: PgQueries, schema: string): Promise<void> => {
  const exists = async (): Promise<boolean> => (await pool.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])).rowCount > 0;
  if (await exists()) return;
  try {
    await pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  } catch (error) {
    // Two that make it at once both pass the check, and one then meets the other's row.
    if (!await exists()) throw error;
  }
};
