import { parseEndpoint } from '@streamforge/contracts/endpoint';
import { backendUrl } from '@streamforge/testing/backend';
import { startTcpProxy, type TcpProxy } from '@streamforge/testing/tcp-proxy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPool, type PgPool } from '../src/pool.ts';

const url = backendUrl('postgres');

describe.skipIf(url === undefined)('while the network to Postgres is down', () => {
  const unavailable = { code: 'STORE_UNAVAILABLE', name: 'RetryableError' };
  let proxy: TcpProxy;
  let pool: PgPool;
  const open = (address: string): Promise<PgPool> =>
    openPool({ endpoint: { url: address.replace(/\?|$/, '?timeout=1&pool=2&') }, applicationName: 'outage-test', connectTimeoutMs: 1_000 });
  beforeEach(async () => {
    const [server] = parseEndpoint({ url: url ?? '' }, { scheme: 'postgres', defaultPort: 5_432 }).hosts;
    proxy = await startTcpProxy(server ?? { host: '', port: 0 });
    pool = await open(proxy.through(url ?? ''));
  });
  afterEach(async () => {
    await pool.close();
    await proxy.close();
  });

  it('calls fail as retryable, and work again once it is up', async () => {
    const client = await pool.connect();
    await proxy.refuse();
    await expect(pool.query('SELECT 1')).rejects.toMatchObject(unavailable);
    await expect(client.query('SELECT 1')).rejects.toMatchObject(unavailable);
    client.release();
    await expect(pool.ping()).rejects.toMatchObject(unavailable);
    await proxy.heal();
    await expect(pool.ping()).resolves.toBeUndefined();
  });

  it('a transaction that is cut off is over, and the next one is whole', async () => {
    await expect(pool.transaction(async (client) => {
      await client.query('SELECT 1');
      proxy.cut();
      await client.query('SELECT 2');
    })).rejects.toMatchObject(unavailable);
    expect(await pool.transaction((client) => client.query('SELECT 3 AS three'))).toMatchObject({ rows: [{ three: 3 }] });
  });

  it('no call hangs for ever where nothing comes back', async () => {
    const client = await pool.connect();
    proxy.pause();
    await expect(client.query('SELECT 1')).rejects.toMatchObject(unavailable);
    client.release();
    await expect(pool.query('SELECT 1')).rejects.toMatchObject(unavailable);
    await proxy.heal();
    await expect(pool.ping()).resolves.toBeUndefined();
  });

  it('opening ends with one error, whichever way it is down', async () => {
    proxy.pause();
    await expect(open(proxy.through(url ?? ''))).rejects.toMatchObject({ code: 'BACKEND_MISMATCH' });
    await proxy.refuse();
    await expect(open(proxy.through(url ?? ''))).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });
});
