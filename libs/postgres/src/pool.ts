/**
 * A bounded pool of connections to one Postgres. Every call ends: connecting, waiting for a free connection, and each statement have
 * their limits, the last at the server and, should the network swallow the answer, here as well.
 */
import { parseEndpoint, type Endpoint } from '@streamforge/contracts/endpoint';
import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import { Pool, type PoolClient, type QueryConfig } from 'pg';
import { poolConfig, schemaOf } from './config.ts';
import { openingFailure } from './diagnose.ts';
import { pgFailure, sqlState } from './failure.ts';
import { ensureSchema } from './schema.ts';

export interface PgResult<Row> {
  readonly rows: readonly Row[];
  /** Rows that the statement changed or answered. */
  readonly rowCount: number;
}

export interface PgQueries {
  /** Runs one statement. A `name` prepares it once per connection; the same name always means the same text. */
  query<Row = Readonly<Record<string, unknown>>>(text: string, values?: readonly unknown[], name?: string): Promise<PgResult<Row>>;
}

/** One connection, held until it is released. */
export interface PgClient extends PgQueries {
  /** Gives the connection back; one that a transaction may still be open on is closed instead. */
  release(broken?: boolean): void;
}

export interface PgPool extends PgQueries {
  /** `host:port`, for messages. */
  readonly at: string;
  connect(): Promise<PgClient>;
  /** Runs `work` between BEGIN and COMMIT on one connection; what it throws rolls back and is thrown on. */
  transaction<Result>(work: (client: PgQueries) => Promise<Result>): Promise<Result>;
  /** Resolves when the server answers within two seconds. */
  ping(): Promise<void>;
  /** Waits up to five seconds for connections in use, then breaks them off. */
  close(): Promise<void>;
}

export interface OpenPool {
  /** `postgres://user@host:port/database` or `postgres+tls://…`; options `pool` (10 connections), `timeout` (30 s a statement), `schema`. */
  readonly endpoint: Endpoint;
  /** What the server shows of this client. */
  readonly applicationName: string;
  /** Limit of one connecting and of the wait for a free connection, in milliseconds. */
  readonly connectTimeoutMs?: number;
  /** Settings of the server that each connection starts with: plain words, no spaces. */
  readonly settings?: Readonly<Record<string, string>>;
}

const PING_MS = 2_000;
const CLOSE_MS = 5_000;
/** With what a process needs to start at most ten seconds, so that who starts a service is told while still looking. */
const OPEN_MS = 5_500;
const DIAGNOSE_MS = 2_000;
/** The oldest server with every function we use. */
const OLDEST = 130_000;

/** The statement as pg takes it. */
const statement = (text: string, values: readonly unknown[], name: string | undefined): QueryConfig<unknown[]> =>
  ({ text, values: values as unknown[], ...name !== undefined && { name } });

/** A connection that said anything but a plain verdict of the server is not to be used again. */
const isBroken = (error: unknown): boolean => {
  const state = sqlState(error);
  return state === undefined || state.startsWith('57P') || state.startsWith('25P') || state.startsWith('08');
};

const held = (client: PoolClient, at: string): PgClient => {
  let lost = false;
  // Between two statements a lost connection is told by an event, which without a listener would end the process.
  const onError = (): void => {
    lost = true;
  };
  client.on('error', onError);
  return {
    query: async <Row>(text: string, values: readonly unknown[] = [], name?: string) => {
      if (lost) throw new RetryableError('STORE_UNAVAILABLE', `Postgres at ${at}: the connection was lost.`);
      try {
        const { rows, rowCount, command } = await client.query(statement(text, values, name));
        // A commit after a statement failed undoes everything and says so only by its tag.
        if (command === 'ROLLBACK' && text === 'COMMIT') throw new StreamForgeError('ROW_REFUSED', `Postgres at ${at}: a statement of the transaction failed.`);
        return { rows: rows as Row[], rowCount: rowCount ?? 0 };
      } catch (error) {
        lost ||= !(error instanceof StreamForgeError) && isBroken(error);
        throw pgFailure(error, at);
      }
    },
    release: (broken = false) => {
      client.removeListener('error', onError);
      client.release(broken || lost);
    },
  };
};

const within = async (ms: number, work: Promise<unknown>, late: () => Error): Promise<void> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), ms);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
};

const overPool = (pool: Pool, at: string): PgPool => {
  // An idle connection that is lost is replaced when one is needed.
  pool.on('error', () => undefined);
  const connect = async (): Promise<PgClient> => {
    try {
      return held(await pool.connect(), at);
    } catch (error) {
      throw pgFailure(error, at);
    }
  };
  const query: PgQueries['query'] = async (text, values, name) => {
    const client = await connect();
    try {
      return await client.query(text, values, name);
    } finally {
      client.release();
    }
  };
  return {
    at, connect, query,
    transaction: async (work) => {
      const client = await connect();
      let open = true;
      try {
        await client.query('BEGIN');
        const result = await work(client);
        await client.query('COMMIT');
        open = false;
        return result;
      } catch (error) {
        open = await client.query('ROLLBACK').then(() => false, () => true);
        throw error;
      } finally {
        client.release(open);
      }
    },
    ping: () => within(PING_MS, query('SELECT 1'), () => new RetryableError('STORE_UNAVAILABLE', `Postgres at ${at} does not answer.`)),
    close: async () => {
      if (pool.ending) return;
      await within(CLOSE_MS, pool.end(), () => new Error('Connections are still in use.')).catch(() => undefined);
    },
  };
};

const assertVersion = async (pool: PgPool): Promise<void> => {
  const { rows: [row] } = await pool.query<{ version: string }>(`SELECT current_setting('server_version_num') AS version`);
  const version = Number(row?.version);
  if (version < OLDEST) throw new RetryableError('BACKEND_MISMATCH', `Postgres at ${pool.at} says version ${version}; at least ${OLDEST} is needed.`);
};

/**
 * Opens a pool and shows, by one statement, that it works; makes the `schema` of the URL where it is missing. Rejects within 10 s with
 * `BACKEND_UNREACHABLE`, `BACKEND_UNTRUSTED`, `BACKEND_CREDENTIALS`, `BACKEND_FORBIDDEN` or `BACKEND_MISMATCH`, or with `CONFIG_INVALID`.
 */
export const openPool = async (given: OpenPool): Promise<PgPool> => {
  const parsed = parseEndpoint(given.endpoint, { scheme: 'postgres', defaultPort: 5_432 });
  const config = poolConfig(parsed, given);
  const { host = '', port = 0 } = config;
  const raw = new Pool(config);
  const pool = overPool(raw, `${host}:${port}`);
  const opening = async (): Promise<void> => {
    const first = await raw.connect();
    first.release();
    await assertVersion(pool);
    const schema = schemaOf(parsed);
    if (schema !== null) await ensureSchema(pool, schema);
  };
  try {
    await within(OPEN_MS, opening(), () => new Error(`no answer within ${OPEN_MS} ms`));
    return pool;
  } catch (error) {
    // Whatever still hangs there need not be waited for.
    void pool.close();
    throw await openingFailure(error, { host, port, tls: parsed.tls, timeoutMs: DIAGNOSE_MS });
  }
};
