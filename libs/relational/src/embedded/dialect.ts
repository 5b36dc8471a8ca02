import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Dialect, type SelectModifierNode } from 'kysely';
import { sessionDriver } from '../driver.ts';
import type { Session } from '../session.ts';

/** Sessions take turns by themselves, so Kysely need not hold reads back while another writes. */
class EmbeddedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

const locks: readonly unknown[] = ['ForUpdate', 'ForNoKeyUpdate', 'ForShare', 'ForKeyShare', 'SkipLocked', 'NoWait'];

/** A writing transaction is the only one: locks of rows mean nothing here, and SQLite has no words for them. */
class EmbeddedCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (!locks.includes(node.modifier)) super.visitSelectModifier(node);
  }
}

/** Our own dialect for `node:sqlite` in a worker thread. */
export const embeddedDialect = (open: () => Promise<Session>): Dialect => ({
  createAdapter: () => new EmbeddedAdapter(),
  createDriver: () => sessionDriver(open),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new EmbeddedCompiler(),
});
