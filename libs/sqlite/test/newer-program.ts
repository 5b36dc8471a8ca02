/** The journal program one version on. */
import { program as journal } from './journal-program.ts';

export const program = { ...journal, migrations: [...journal.migrations, 'CREATE TABLE author (name TEXT NOT NULL) STRICT'] };
