import { TerminalError } from '@streamforge/contracts/errors';
import { sql, type Transaction } from 'kysely';
import type { ColumnTypes } from './columns.ts';
import type { Migration, Relational } from './port.ts';

interface Migrated {
  readonly streamforge_migrations: { readonly owner: string; readonly position: number; readonly name: string };
}

/** One at a time: SQLite's writing transaction is alone already. */
const alone = async (trx: Transaction<Migrated>, dialect: Relational['dialect']): Promise<void> => {
  if (dialect !== 'postgres') return;
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('streamforge_migrations ' || current_schema(), 0))`.execute(trx);
};

const appliedNames = async (trx: Transaction<Migrated>, owner: string): Promise<readonly string[]> => {
  const rows = await trx.selectFrom('streamforge_migrations').select('name').where('owner', '=', owner).orderBy('position').execute();
  return rows.map(({ name }) => name);
};

/** Steps that are applied are the first of those that are known, or the database is another program's. */
const assertKnown = (applied: readonly string[], migrations: readonly Migration[], owner: string): void => {
  const stranger = applied.find((name, position) => migrations[position]?.name !== name);
  if (stranger !== undefined) throw new TerminalError('DATA_NEWER', `The tables of ${owner} have the step "${stranger}", which this program does not know.`);
};

/** Applies what is missing, all in one transaction, so that a killed migration leaves the old tables. */
export const migrate = async (
  relational: Pick<Relational, 'transaction' | 'dialect'>, columns: ColumnTypes, owner: string, migrations: readonly Migration[],
): Promise<void> => {
  await relational.transaction(async (trx: Transaction<Migrated>) => {
    await alone(trx, relational.dialect);
    const declared = [columns.text('owner'), columns.integer('position'), columns.text('name'), 'PRIMARY KEY (owner, position)'];
    await sql.raw(`CREATE TABLE IF NOT EXISTS streamforge_migrations (${declared.join(', ')})`).execute(trx);
    const applied = await appliedNames(trx, owner);
    assertKnown(applied, migrations, owner);
    for (const [index, { name, up }] of migrations.slice(applied.length).entries()) {
      for (const statement of up(columns)) await sql.raw(statement).execute(trx);
      await trx.insertInto('streamforge_migrations').values({ owner, position: applied.length + index, name }).execute();
    }
  });
};
