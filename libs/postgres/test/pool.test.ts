import { parseEndpoint } from '@streamforge/contracts/endpoint';
import { backendUrl } from '@streamforge/testing/backend';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mayPassAgain } from '../src/failure.ts';
import { openPool, type PgPool } from '../src/pool.ts';
import { ensureSchema } from '../src/schema.ts';

const url = backendUrl('postgres');

const opened: PgPool[] = [];
const open = async (endpoint = { url: url ?? '' }): Promise<PgPool> => {
  const pool = await openPool({ endpoint, applicationName: 'pool-test', connectTimeoutMs: 2_000 });
  opened.push(pool);
  return pool;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((pool) => pool.close()));
});

const schema = `pool_${process.pid}`;
/** The URL of the server with another path or other options. */
const urlWith = ({ user, password, path, query }: { user?: string; password?: string; path?: string; query?: string }): string => {
  const parsed = parseEndpoint({ url: url ?? '' }, { scheme: 'postgres', defaultPort: 5_432 });
  const [{ host, port } = { host: '', port: 0 }] = parsed.hosts;
  const secret = password ?? parsed.password ?? '';
  return `postgres://${user ?? parsed.user ?? 'postgres'}:${encodeURIComponent(secret)}@${host}:${port}/${path ?? parsed.path}${query === undefined ? '' : `?${query}`}`;
};

describe.skipIf(url === undefined)('a pool of connections to Postgres', () => {
  it('answers whole numbers and decimals to the last digit, and bytes', async () => {
    const pool = await open();
    const { rows: [row] } = await pool.query(
      `SELECT $1::int8 AS small, $2::int8 AS large, $3::numeric AS exact, $4::bytea AS bytes, $5::json AS json, true AS yes`,
      [1_700_000_000_000, 9_007_199_254_740_993n, '0.00000000000000000000000000000000000001', Uint8Array.of(0, 255), '{"b":1, "a":2}'],
    );
    expect(row).toEqual({
      small: 1_700_000_000_000, large: 9_007_199_254_740_993n, exact: '0.00000000000000000000000000000000000001',
      bytes: Buffer.of(0, 255), json: '{"b":1, "a":2}', yes: true,
    });
  });

  it('keeps nothing of a transaction that fails, and the connection can be used again', async () => {
    const pool = await open({ url: urlWith({ query: `schema=${schema}&pool=1` }) });
    await pool.query('CREATE TABLE kept (id int PRIMARY KEY)');
    await pool.transaction((client) => client.query('INSERT INTO kept VALUES (1)'));
    await expect(pool.transaction(async (client) => {
      await client.query('INSERT INTO kept VALUES (2)');
      await client.query('INSERT INTO kept VALUES (1)');
    })).rejects.toMatchObject({ code: 'ROW_REFUSED', name: 'StreamForgeError' });
    expect((await pool.query('SELECT id FROM kept')).rows).toEqual([{ id: 1 }]);
    await pool.query(`DROP SCHEMA ${schema} CASCADE`);
  });

  it('makes a missing schema once, however many start at the same time', async () => {
    const endpoint = { url: urlWith({ query: `schema=${schema}_race` }) };
    const pools = await Promise.all(Array.from({ length: 4 }, () => open(endpoint)));
    const places = await Promise.all(pools.map((pool) => pool.query('SELECT current_schema AS place')));
    expect(places.map(({ rows }) => rows)).toEqual(Array.from({ length: 4 }, () => [{ place: `${schema}_race` }]));
    await pools[0]?.query(`DROP SCHEMA ${schema}_race CASCADE`);
  });

  it('does not stumble over a schema that has a row while the server does not know its name', async () => {
    const pool = await open();
    const half = `${schema}_half`;
    await pool.query(`CREATE SCHEMA ${half}`);
    const client = await pool.connect();
    // This view of the rows is older than the drop; of a schema that another just made it may be younger than what the server knows.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query('SELECT 1 FROM pg_namespace');
    await pool.query(`DROP SCHEMA ${half}`);
    await expect(ensureSchema({ at: pool.at, query: client.query }, half)).resolves.toBeUndefined();
    await client.query('ROLLBACK');
    client.release();
  });

  it('waits for a free connection no longer than its limit, then says that the store is not available', async () => {
    const pool = await open({ url: urlWith({ query: 'pool=1' }) });
    const client = await pool.connect();
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', name: 'RetryableError' });
    client.release();
    await pool.ping();
  });

  it('ends a statement at its limit', async () => {
    const pool = await open({ url: urlWith({ query: 'timeout=1' }) });
    await expect(pool.query('SELECT pg_sleep(20)')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', name: 'RetryableError' });
    await pool.ping();
  });

  it('survives that the server ends its connections, in use or idle', async () => {
    const pool = await open({ url: urlWith({ query: 'pool=2' }) });
    const other = await open();
    const client = await pool.connect();
    const { rows: [mine] } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await other.query('SELECT pg_terminate_backend($1)', [mine?.pid]);
    await expect.poll(() => client.query('SELECT 1').then(() => '', (error: { code: string }) => error.code)).toBe('STORE_UNAVAILABLE');
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    client.release();
    await pool.ping();
  });

  it('tells a deadlock from other failures', async () => {
    const pool = await open();
    const [one, two] = [await pool.connect(), await pool.connect()];
    const attempts = [[one, 1], [two, 2]] as const;
    const locked = async ([client, id]: (typeof attempts)[number]): Promise<void> => {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [process.pid * 10 + id]);
    };
    await Promise.all(attempts.map(locked));
    const crossed = await Promise.allSettled([
      one.query('SELECT pg_advisory_xact_lock($1)', [process.pid * 10 + 2]), two.query('SELECT pg_advisory_xact_lock($1)', [process.pid * 10 + 1]),
    ]);
    one.release(true);
    two.release(true);
    const [lost] = crossed.filter(({ status }) => status === 'rejected');
    expect(lost?.status === 'rejected' && mayPassAgain(lost.reason)).toBe(true);
    await expect(pool.query('SELECT nothing')).rejects.toSatisfy((error) => !mayPassAgain(error));
    await expect(pool.query('SELECT nothing')).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it.each([
    ['a wrong password', { password: 'wrong' }, 'BACKEND_CREDENTIALS'],
    ['no password', { password: '' }, 'BACKEND_CREDENTIALS'],
    ['an unknown user', { user: 'nobody_at_all' }, 'BACKEND_CREDENTIALS'],
    ['a missing database', { path: 'no_such_database' }, 'BACKEND_MISMATCH'],
  ] as const)('names %s in one line without the password', async (_, change, code) => {
    const failure: unknown = await open({ url: urlWith(change) }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    const secret = parseEndpoint({ url: url ?? '' }, { scheme: 'postgres', defaultPort: 5_432 }).password;
    if (secret !== undefined && secret.length > 3) expect((failure as Error).message).not.toContain(secret);
    expect((failure as Error).message).not.toContain('\n');
  });

  it('refuses a server that offers no TLS or a certificate nobody vouches for, when TLS is asked for', async () => {
    const failure = open({ url: urlWith({}).replace('postgres://', 'postgres+tls://') });
    await expect(failure).rejects.toSatisfy(({ code }) => code === 'BACKEND_MISMATCH' || code === 'BACKEND_UNTRUSTED');
  });

  it('closes at once while nothing is in use, and twice changes nothing', async () => {
    const pool = await open();
    await pool.close();
    await pool.close();
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('an address without Postgres', () => {
  let server: Server;
  let reply: (socket: Socket) => void;
  const sockets = new Set<Socket>();
  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('data', () => reply(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = (): string => {
    const bound = server.address();
    return `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  };

  it.each([
    ['HTTP', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a program that hangs up', (socket: Socket) => socket.destroy()],
    ['a program that never answers', () => undefined],
  ])('%s is named a mismatch', async (_, answer) => {
    reply = answer;
    await expect(open({ url: `postgres://${address()}/x` })).rejects.toMatchObject({ code: 'BACKEND_MISMATCH', message: expect.stringContaining(address()) });
  });

  it('a port where nothing listens, or a name nobody knows, is unreachable', async () => {
    await expect(open({ url: 'postgres://127.0.0.1:1/x' })).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE', name: 'RetryableError' });
    await expect(open({ url: 'postgres://no-such-host.invalid/x' })).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });

  it.each(['pool=0', 'pool=many', 'timeout=-1', 'schema=a;b'])('refuses the option %s', async (query) => {
    await expect(open({ url: `postgres://127.0.0.1:1/x?${query}` })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('refuses several hosts', async () => {
    await expect(open({ url: 'postgres://a:1,b:1/x' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
