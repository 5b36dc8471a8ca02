import { RetryableError } from '@streamforge/contracts/errors';
import { SelectQueryNode, type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import { checkedParameters } from './parameters.ts';
import type { Session } from './session.ts';

/** Kysely's view of a session. A transaction in which a statement failed takes no other, in both databases. */
class SessionConnection implements DatabaseConnection {
  readonly session: Session;
  failed: unknown;

  constructor(session: Session) {
    this.session = session;
  }

  async executeQuery<Answer>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<Answer>> {
    const statement = { sql, parameters: checkedParameters(parameters), reads: SelectQueryNode.is(query) };
    this.assertWhole();
    try {
      const { rows, changes } = await this.session.run(statement);
      return { rows: rows as Answer[], ...!statement.reads && { numAffectedRows: BigInt(changes) } };
    } catch (error) {
      this.failed = error;
      throw error;
    }
  }

  async *streamQuery(): AsyncGenerator<never> {
    yield await Promise.reject(new Error('Rows are not streamed: page through them by their key.'));
  }

  assertWhole(): void {
    if (this.failed !== undefined) throw this.failed;
  }
}

const of = (connection: DatabaseConnection): SessionConnection => connection as SessionConnection;

/** A Kysely driver over an adapter's sessions. */
export const sessionDriver = (open: () => Promise<Session>): Driver => ({
  init: () => Promise.resolve(),
  destroy: () => Promise.resolve(),
  acquireConnection: async () => new SessionConnection(await open()),
  beginTransaction: (connection, { isolationLevel, accessMode }) =>
    isolationLevel === undefined && accessMode === undefined
      ? of(connection).session.begin()
      : Promise.reject(new Error('Transactions are of one kind: guard a change by its WHERE instead.')),
  commitTransaction: async (connection) => {
    of(connection).assertWhole();
    await of(connection).session.commit();
  },
  rollbackTransaction: (connection) => of(connection).session.rollback(),
  releaseConnection: (connection) => {
    of(connection).session.release();
    return Promise.resolve();
  },
});

/** What a closed adapter answers. */
export const isClosed = (): RetryableError => new RetryableError('STORE_UNAVAILABLE', 'It is closed.');
