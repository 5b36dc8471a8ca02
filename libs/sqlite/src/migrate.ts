import type { DatabaseSync } from 'node:sqlite';
import { TerminalError } from '@streamforge/contracts/errors';

const versionOf = (db: DatabaseSync): number => Number(db.prepare('PRAGMA user_version').get()?.['user_version']);

/**
 * Brings the schema to the newest version, all in one transaction, so that a killed migration leaves the old file.
 * A file from a newer program is refused: its meaning is unknown.
 */
export const migrate = (db: DatabaseSync, migrations: readonly string[], file: string): void => {
  const version = versionOf(db);
  if (version > migrations.length) {
    throw new TerminalError('DATA_NEWER', `It has version ${version}, this program knows ${migrations.length}.`, { file });
  }
  if (version === migrations.length) return;
  db.exec(['BEGIN IMMEDIATE', ...migrations.slice(version), `PRAGMA user_version = ${migrations.length}`, 'COMMIT'].join(';\n'));
};
