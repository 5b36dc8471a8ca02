import type { PgClient } from '@streamforge/postgres/pool';
import type { Row, Session } from '../session.ts';

/** Bytes are plain arrays, as the embedded adapter gives them: a Buffer equals none in a comparison. */
const plain = (row: Record<string, unknown>): Row => {
  for (const [name, value] of Object.entries(row)) {
    if (Buffer.isBuffer(value)) row[name] = new Uint8Array(value);
  }
  return row;
};

/** One connection of the pool. */
export const postgresSession = (client: PgClient): Session => {
  let broken = false;
  return {
    run: async ({ sql, parameters }) => {
      const { rows, rowCount } = await client.query<Record<string, unknown>>(sql, parameters);
      return { rows: rows.map(plain), changes: rowCount };
    },
    begin: async () => {
      await client.query('BEGIN');
    },
    commit: async () => {
      await client.query('COMMIT');
    },
    rollback: async () => {
      broken = await client.query('ROLLBACK').then(() => false, () => true);
    },
    release: () => client.release(broken),
  };
};
