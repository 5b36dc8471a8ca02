import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openPool } from '@streamforge/postgres/pool';
import { backendUrl } from '@streamforge/testing/backend';
import { startProgram } from '@streamforge/testing/child-process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { documentStoreConformance } from '../src/conformance.ts';
import { edge, entry, everythingIn, scanned, textOf, upTo } from '../src/conformance/samples.ts';
import { openPostgresDocumentStore } from '../src/postgres/open.ts';
import type { DocumentStore, VersionedEntry } from '../src/port.ts';

const server = backendUrl('postgres') ?? '';

/** Runs one statement beside the store. */
const query = async (text: string, values: readonly unknown[] = [], url = server) => {
  const pool = await openPool({ endpoint: { url }, applicationName: 'documents-test' });
  try {
    return await pool.query(text, values);
  } finally {
    await pool.close();
  }
};

/** Tables of its own on the shared server. */
const freshPlace = () => {
  const schema = `documents_${randomUUID().replaceAll('-', '')}`;
  const url = `${server}?schema=${schema}&pool=4`;
  return { schema, url, open: () => openPostgresDocumentStore({ endpoint: { url }, applicationName: schema }), dispose: async () => { await query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`); } };
};

const writeAndKill = async (url: string, batches: number, killAt: number): Promise<number> => {
  const writer = startProgram(fileURLToPath(new URL('postgres-killed-writer.ts', import.meta.url)), [url, String(batches), String(killAt)]);
  const { signal } = await writer.ended;
  if (signal !== 'SIGKILL') throw new Error(`The writer was not killed: ${writer.stderr()}`);
  return writer.stdout().split('acknowledged').length - 1;
};

describe.skipIf(server === '')('on a Postgres server', () => {
  documentStoreConformance(async () => {
    const { url, open, dispose } = freshPlace();
    return { open, dispose, writeAndKill: (batches, killAt) => writeAndKill(url, batches, killAt) };
  });

  const place = () => {
    const made = freshPlace();
    onTestFinished(made.dispose, 30_000);
    return made;
  };
  const opened = async (open: () => Promise<DocumentStore>): Promise<DocumentStore> => {
    const store = await open();
    onTestFinished(() => store.close());
    return store;
  };
  const bars = (from: number, to: number) => upTo(to - from).map((index) => entry({ order: from + index }));

  it('holds the newest of each key and exact tallies, whatever several processes write at once', async () => {
    const { open } = place();
    const stores = await Promise.all(upTo(3).map(() => opened(open)));
    // A fixed shuffle: what is written is the same each time, only who comes first is not.
    let state = 12_345;
    const below = (limit: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor(state / 2 ** 31 * limit);
    };
    const newest = new Map<string, VersionedEntry>();
    const calls = upTo(90).map(() => upTo(60).map(() => {
      const number = below(400);
      const made = entry({
        series: `s${below(5)}`, id: `d${below(40)}`, order: number, version: number, body: number % 4 === 0 ? null : `{"v":${number}}`,
      });
      const key = `${made.series}/${made.id}`;
      if (Buffer.compare(made.version, newest.get(key)?.version ?? new Uint8Array(0)) > 0) newest.set(key, made);
      return made;
    }));
    await Promise.all(stores.map(async (store, index) => {
      for (const turn of upTo(30)) await Promise.all([store.upsert('documents', calls[turn * 3 + index] ?? []), store.series('documents', { limit: 10 })]);
    }));
    const [store = stores[0]] = stores.toReversed();
    const kept = store === undefined ? [] : await everythingIn(store, 'documents');
    expect(kept.map(({ series, id, body }) => `${series}/${id}=${textOf(body)}`).toSorted())
      .toEqual([...newest].map(([key, { body }]) => `${key}=${textOf(body)}`).toSorted());
    const live = [...newest.values()].filter(({ body }) => body !== null);
    const summaries = [...Map.groupBy(live, ({ series }) => series)].map(([series, all]) => {
      const orders = all.map(({ order }) => order);
      return { series, count: all.length, first: Math.min(...orders), last: Math.max(...orders) };
    });
    expect(await store?.series('documents', { limit: 10 })).toEqual(summaries.toSorted((left, right) => (left.series < right.series ? -1 : 1)));
  });

  it('gives one verdict `stored` for a key that several processes bring at once', async () => {
    const { open } = place();
    const stores = await Promise.all(upTo(4).map(() => opened(open)));
    for (const turn of upTo(10)) {
      const verdicts = await Promise.all(stores.map((store) => store.upsert('trades', [entry({ id: `t${turn}` })])));
      expect(verdicts.flat().toSorted()).toEqual(['same', 'same', 'same', 'stored']);
    }
    const edges = upTo(50).map((number) => edge(`a${number}`, 'b'));
    await Promise.all(stores.map((store, index) => store.upsertEdges('relations', index % 2 === 0 ? edges : edges.toReversed())));
    expect(await stores[0]?.traverse({ series: 'binance', id: 'b' }, { hops: 1, limit: 100 })).toHaveLength(50);
  });

  it('is set up once by processes that start at the same time', async () => {
    const { open } = place();
    const stores = await Promise.all(upTo(5).map(() => opened(open)));
    expect(await Promise.all(stores.map((store) => store.series('candles', { limit: 1 })))).toEqual(stores.map(() => []));
    await Promise.all(stores.map((store) => store.ping()));
  });

  it('refuses tables that a newer version made', async () => {
    const { open, schema } = place();
    await (await open()).close();
    await query(`INSERT INTO ${schema}.document_migrations VALUES (99)`);
    await expect(open()).rejects.toMatchObject({ code: 'DATA_NEWER' });
  });

  it('clears while others write, and its tallies stay right', async () => {
    const { open } = place();
    const [one, two] = await Promise.all([opened(open), opened(open)]);
    await Promise.all([
      ...upTo(20).map((turn) => one.upsert('candles', bars(turn * 10, turn * 10 + 10))),
      ...upTo(3).map(() => two.clear('candles')),
    ]);
    const kept = await scanned(two, 'candles', entry({}).series);
    expect((await two.series('candles', { limit: 2 })).map(({ count }) => count)).toEqual(kept.length === 0 ? [] : [kept.length]);
  });

  it('goes on when its tables were replaced by empty ones', async () => {
    const { open, schema } = place();
    const store = await opened(open);
    await store.upsert('candles', [entry({ series: 'a' }), entry({ series: 'b' })]);
    await query(`TRUNCATE ${schema}.series, ${schema}.entries_candles`);
    expect(await store.upsert('candles', [entry({ series: 'b' }), entry({ series: 'c' })])).toEqual(['stored', 'stored']);
    expect(await store.series('candles', { limit: 5 })).toMatchObject([{ series: 'b', count: 1 }, { series: 'c', count: 1 }]);
  });

  it('takes more series than it remembers', async () => {
    const { open } = place();
    const store = await opened(open);
    const wide = upTo(2_500).map((number) => ({ ...entry({ order: number }), source: { topic: `t${number % 1_500}`, partition: 0, offset: number } }));
    for (const half of [wide.slice(0, 900), wide.slice(900, 1_800), wide.slice(1_800)]) await store.upsert('candles', half);
    expect((await scanned(store, 'candles', entry({}).series)).map(({ source }) => source.topic)).toEqual(wide.map(({ source }) => source.topic));
  });

  it('tells a connection that is ended under a write as an outage that passes, and the write repeated is right', async () => {
    const { open, schema } = place();
    const store = await opened(open);
    await store.upsert('candles', bars(0, 10));
    const blocker = await openPool({ endpoint: { url: `${server}?schema=${schema}` }, applicationName: 'documents-test' });
    onTestFinished(() => blocker.close());
    const holder = await blocker.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE entries_candles IN ACCESS EXCLUSIVE MODE');
    const write = store.upsert('candles', bars(5, 15)).catch((error: unknown) => error);
    const ended = `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'`;
    await expect.poll(async () => (await blocker.query(ended, [schema])).rowCount).toBe(1);
    expect(await write).toMatchObject({ name: 'RetryableError', code: 'STORE_UNAVAILABLE' });
    await holder.query('ROLLBACK');
    holder.release();
    expect(await store.upsert('candles', bars(5, 15))).toEqual([...upTo(5).map(() => 'same'), ...upTo(5).map(() => 'stored')]);
    expect(await store.series('candles', { limit: 1 })).toMatchObject([{ count: 15, first: 0, last: 14 }]);
  });

  it('says within seconds that nothing answers, or that the password is wrong', async () => {
    const wrong = server.replace(/:[^:@/]*@/, ':wrong@');
    await expect(openPostgresDocumentStore({ endpoint: { url: wrong } })).rejects.toMatchObject({ code: 'BACKEND_CREDENTIALS' });
    await expect(openPostgresDocumentStore({ endpoint: { url: 'postgres://user:secret@127.0.0.1:1/none' } }))
      .rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });

  it('refuses what comes after it was closed', async () => {
    const { open } = place();
    const store = await open();
    await store.close();
    const closed = { name: 'RetryableError', code: 'STORE_UNAVAILABLE' };
    await expect(store.upsert('candles', bars(0, 1))).rejects.toMatchObject(closed);
    await expect(store.ping()).rejects.toMatchObject(closed);
    await expect(scanned(store, 'candles', 's')).rejects.toMatchObject(closed);
  });
});
