/** Two processes write the same keys: each is told what became of its entries, and the newest stays. */
import { describe, expect, it } from 'vitest';
import { entry, everythingIn, scanned, textOf, upTo } from '../src/conformance/samples.ts';
import type { DocumentStore } from '../src/port.ts';
import { imports, inserts, replaces, serverFor, storeOn } from './arangodb-place.ts';

const unavailable = { name: 'RetryableError', code: 'STORE_UNAVAILABLE' };
const body = async (store: DocumentStore): Promise<string | null | undefined> => textOf((await store.get('candles', entry({})))?.body);

describe('another process that writes the same keys', () => {
  it('between reading and inserting is read again: the newest stays, each is told what became of it', async () => {
    const server = await serverFor();
    const [mine, other] = [await storeOn(server), await storeOn(server)];
    const first = async (): Promise<void> => { await other.upsert('candles', [entry({ order: 1, version: 5 }), entry({ order: 2, version: 1 })]); };
    server.fail({ fault: { kind: 'after', first }, when: inserts });
    expect(await mine.upsert('candles', upTo(3).map((index) => entry({ order: index + 1, version: 3 })))).toEqual(['older', 'stored', 'stored']);
    expect((await scanned(mine, 'candles', entry({}).series)).map((found) => textOf(found.body))).toEqual(['{"v":5}', '{"v":3}', '{"v":3}']);
  });

  it('between reading and replacing is read again', async () => {
    const server = await serverFor();
    const [mine, other] = [await storeOn(server), await storeOn(server)];
    await mine.upsert('candles', [entry({ version: 1 })]);
    server.fail({ fault: { kind: 'after', first: async () => { await other.upsert('candles', [entry({ version: 9 })]); } }, when: replaces });
    expect(await mine.upsert('candles', [entry({ version: 5 })])).toEqual(['older']);
    server.fail({ fault: { kind: 'after', first: async () => { await other.upsert('candles', [entry({ version: 10 })]); } }, when: replaces });
    expect(await mine.upsert('candles', [entry({ version: 11 })])).toEqual(['stored']);
    expect(await body(mine)).toBe('{"v":11}');
  });

  it('and clears the collection meanwhile does not keep what comes after it out', async () => {
    const server = await serverFor();
    const [mine, other] = [await storeOn(server), await storeOn(server)];
    await mine.upsert('candles', [entry({ version: 1 })]);
    server.fail({ fault: { kind: 'after', first: () => other.clear('candles') }, when: replaces });
    expect(await mine.upsert('candles', [entry({ version: 2 })])).toEqual(['stored']);
    expect(await body(mine)).toBe('{"v":2}');
  });

  it('during an import undoes it as a whole, and all keys are decided again', async () => {
    const server = await serverFor();
    const [mine, other] = [await storeOn(server), await storeOn(server)];
    server.fail({ fault: { kind: 'after', first: async () => { await other.upsert('trades', [entry({ id: 't150', version: 7 })]); } }, when: imports });
    const trades = upTo(200).map((number) => entry({ id: `t${number}`, order: number }));
    const verdicts = await mine.upsert('trades', trades);
    expect(verdicts.flatMap((verdict, index) => (verdict === 'stored' ? [] : [[index, verdict]]))).toEqual([[150, 'conflict']]);
    expect(server.requests.filter(imports)).toHaveLength(1);
    expect(await everythingIn(mine, 'trades')).toHaveLength(200);
  });

  it.each([409, 412])('is also seen when the whole request is refused (HTTP %i)', async (status) => {
    const server = await serverFor();
    const store = await storeOn(server);
    for (const [when, version] of [[inserts, 1], [replaces, 2]] as const) {
      server.fail({ fault: { kind: 'refuse', status, errorNum: 1200, message: 'write-write conflict' }, when, times: 2 });
      expect(await store.upsert('candles', [entry({ version })])).toEqual(['stored']);
    }
  });

  it('without an end is told after some turns, and nothing is lost', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    await store.upsert('candles', [entry({ version: 1 })]);
    server.fail({ fault: { kind: 'refuse', status: 409, errorNum: 1200 }, when: replaces, times: 12 });
    await expect(store.upsert('candles', [entry({ version: 2 })])).rejects.toMatchObject(unavailable);
    expect(await store.upsert('candles', [entry({ version: 2 })])).toEqual(['stored']);
  });

  it('as fast as it can: the newest wins, and whoever was told `stored` last is the newest', async () => {
    const server = await serverFor();
    const stores = [await storeOn(server), await storeOn(server)];
    const keys = upTo(8);
    const told = await Promise.all(stores.map(async (store, side) => {
      const verdicts: string[] = [];
      for (const round of upTo(40)) {
        const version = round * 2 + side;
        verdicts.push(...await store.upsert('candles', keys.map((order) => entry({ order, version }))));
      }
      return verdicts;
    }));
    expect(new Set(told.flat())).toEqual(new Set(['stored', 'older']));
    const kept = await everythingIn(stores[0] as DocumentStore, 'candles');
    expect(kept.map((found) => textOf(found.body))).toEqual(keys.map(() => '{"v":79}'));
    expect(told[1]?.slice(-8)).toEqual(keys.map(() => 'stored'));
  });

  it('opens at the same moment: both find everything made once', async () => {
    const server = await serverFor();
    const stores = await Promise.all(upTo(4).map(() => storeOn(server)));
    expect(await Promise.all(stores.map((store, index) => store.upsert('candles', [entry({ order: index })])))).toEqual(upTo(4).map(() => ['stored']));
    const database = server.state.databases.get('documents');
    expect([...database?.collections.keys() ?? []].toSorted()).toEqual(['assets', 'candles', 'documents', 'relations', 'trades']);
    expect([...database?.graphs.keys() ?? []]).toEqual(['assets']);
    for (const { indexes } of database?.collections.values() ?? []) expect(indexes.filter(({ type }) => type === 'persistent')).toHaveLength(1);
  });
});
