/** The SQLite file: ordinary rowid tables, and beside them how many writes each collection has taken. */
import { byIdTable, byOrderTable, dictionaryTables, edgeTable } from '../sql/tables.ts';
import { sqliteDialect } from './dialect.ts';

const written = 'CREATE TABLE written (collection TEXT PRIMARY KEY, entries INTEGER NOT NULL, lost INTEGER NOT NULL);';

/** Applied in order, once each. A new collection is a new migration; what is written here never changes. */
export const migrations: readonly string[] = [
  [
    dictionaryTables(sqliteDialect), written,
    byOrderTable(sqliteDialect, 'candles'), byIdTable(sqliteDialect, 'trades'), byIdTable(sqliteDialect, 'documents'),
    byIdTable(sqliteDialect, 'assets'), edgeTable(sqliteDialect, 'relations'),
  ].join('\n'),
];
