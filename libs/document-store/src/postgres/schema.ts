/** The tables and functions on Postgres, and how several processes bring them up to date at once. */
import type { CollectionName } from '@streamforge/contracts/collections';
import { TerminalError } from '@streamforge/contracts/errors';
import type { PgPool } from '@streamforge/postgres/pool';
import { byIdTable, byOrderTable, dictionaryTables, edgeTable } from '../sql/tables.ts';
import { postgresDialect } from './dialect.ts';
import { upsertFunction } from './upsert-function.ts';

const first: readonly CollectionName[] = ['candles', 'trades', 'documents', 'assets', 'relations'];

/** Applied in order, once each. A new collection is a new migration; what is written here never changes. */
export const migrations: readonly string[] = [
  [
    dictionaryTables(postgresDialect),
    // Tallies change with every batch: with room beside them, and no index on them, they change in place.
    'ALTER TABLE series SET (fillfactor = 50);',
    byOrderTable(postgresDialect, 'candles'), byIdTable(postgresDialect, 'trades'), byIdTable(postgresDialect, 'documents'),
    byIdTable(postgresDialect, 'assets'), edgeTable(postgresDialect, 'relations'),
    ...first.map(upsertFunction),
  ].join('\n'),
];

/** Applies what is missing in one transaction, one process at a time. Throws DATA_NEWER when a newer version's tables are there. */
export const migrate = async (pool: PgPool): Promise<void> => {
  await pool.transaction(async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('streamforge_documents ' || current_schema(), 0))`);
    await client.query('CREATE TABLE IF NOT EXISTS document_migrations (version integer PRIMARY KEY)');
    const { rows: [row] } = await client.query<{ version: number }>('SELECT coalesce(max(version), 0) AS version FROM document_migrations');
    const version = row?.version ?? 0;
    if (version > migrations.length) {
      throw new TerminalError('DATA_NEWER', `The documents at ${pool.at} have version ${version}, this program knows ${migrations.length}.`);
    }
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      await client.query(migration);
      await client.query('INSERT INTO document_migrations VALUES ($1)', [index + 1]);
    }
  });
};
