import { openPool } from '@streamforge/postgres/pool';
import { openPostgresRelational } from '@streamforge/relational/postgres';
import type { Relational } from '@streamforge/relational/port';
import { backendUrl } from '@streamforge/testing/backend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChunks } from '../src/chunks.ts';
import { long, note } from './notes.ts';
import { openStores, stateOf, type Stores } from './stores.ts';

const url = backendUrl('postgres');

describe.skipIf(url === undefined)('with the register on Postgres', () => {
  const schema = `search_${process.pid}`;
  let stores: Stores;
  let others: Stores;
  let relational: Relational;
  beforeAll(async () => {
    [stores, others] = await Promise.all([openStores(), openStores()]);
    relational = await openPostgresRelational({ endpoint: { url: `${url}${url?.includes('?') === true ? '&' : '?'}schema=${schema}&pool=5` } });
  });
  afterAll(async () => {
    await Promise.all([stores.close(), others.close(), relational.close()]);
    const pool = await openPool({ endpoint: { url: url ?? '' }, applicationName: 'search-test' });
    await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await pool.close();
  });

  it('state and answers are those of SQLite, also when documents are changed side by side', async () => {
    const documents = Array.from({ length: 12 }, (_, n) => note(`d${n}`, long(['copper', 'nickel', 'zinc'][n % 3]!, 1 + n)));
    const newer = documents.slice(3).map(({ id }) => note(id, long('cobalt', 2), { version: 2 }));
    const removed = [{ tenant: 'public', id: 'd11', version: Uint8Array.of(0, 3) }];
    const here = await openChunks({ vectors: stores.vectors, relational });
    // Each in a transaction of its own, and all of them at once.
    await Promise.all([...documents, ...newer].map((one) => here.index([one]).catch(() => here.index([one]))));
    await Promise.all([here.remove(removed), here.index(newer), here.index(documents)]);
    const there = await openChunks(others);
    await there.index([...documents, ...newer]);
    await there.remove(removed);
    expect(await stateOf({ vectors: stores.vectors, relational })).toEqual(await stateOf(others));
    const search = { tenant: 'public', question: 'zinc and cobalt', limit: 10 };
    expect(await here.search(search)).toEqual(await there.search(search));
  });
});
