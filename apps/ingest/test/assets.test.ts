import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHarness, type Harness } from './harness.ts';

const T = Date.UTC(2024, 0, 1);
const apple = { exchange: 'local', symbol: 'AAPL', kind: 'equity' as const, sector: 'Information Technology', calendar: 'weekdays' as const, updatedAt: T };

describe('assets', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await openHarness();
  });
  afterEach(() => harness.close());

  const relations = async (symbol: string): Promise<readonly string[]> =>
    (await harness.host.ports.documents.traverse({ series: 'local', id: symbol }, { hops: 1, limit: 100 })).map(({ type, to }) => `${type} ${to.series}/${to.id}`);

  it('are joined to their sector and to the assets they declare', async () => {
    await harness.feed('market.assets.v1', [{ ...apple, relations: [{ type: 'supplier', exchange: 'local', symbol: 'TSM' }] }]);
    expect((await relations('AAPL')).toSorted()).toEqual(['in-sector sector/information-technology', 'supplier local/TSM']);
  });

  it('lose the relations that a newer declaration leaves out', async () => {
    await harness.feed('market.assets.v1', [{ ...apple, relations: [{ type: 'supplier', exchange: 'local', symbol: 'TSM' }] }]);
    await harness.feed('market.assets.v1', [{ ...apple, updatedAt: T + 1 }]);
    expect(await relations('AAPL')).toEqual(['in-sector sector/information-technology']);
  });

  it('keep the newer declaration when an older one arrives late', async () => {
    await harness.feed('market.assets.v1', [{ ...apple, name: 'Apple', updatedAt: T + 1 }]);
    await harness.feed('market.assets.v1', [{ ...apple, name: 'Older' }]);
    expect((await harness.bodies('assets', 'local')).map(({ name }) => name)).toEqual(['Apple']);
  });

  it('stand above the provisional asset that a candle made', async () => {
    await harness.feed('market.candles.v1', [{ exchange: 'local', symbol: 'AAPL', interval: '1d', openTime: T, open: '1', high: '1', low: '1', close: '1', volume: '1' }]);
    const { updatedAt, ...undated } = apple;
    await harness.feed('market.assets.v1', [undated], [['ce_time', new Date(updatedAt).toISOString()]]);
    expect(await harness.bodies('assets', 'local')).toMatchObject([{ provisional: false, sector: 'Information Technology' }]);
  });

  it('are deleted by a tombstone with their relations, and come back with a newer declaration', async () => {
    await harness.feed('market.assets.v1', [apple]);
    await harness.bury('market.assets.v1', 'local:AAPL', new Date(T + 10).toISOString());
    expect(await harness.bodies('assets', 'local')).toEqual([{ deleted: true }]);
    expect(await relations('AAPL')).toEqual([]);
    await harness.feed('market.assets.v1', [{ ...apple, updatedAt: T + 20 }]);
    expect(await relations('AAPL')).toHaveLength(1);
  });

  it('are not touched by tombstones from the future, with a malformed key, or older than the declaration', async () => {
    await harness.feed('market.assets.v1', [apple]);
    await harness.bury('market.assets.v1', 'local:AAPL', new Date(Date.UTC(2150, 0, 1)).toISOString());
    await harness.bury('market.assets.v1', 'local', new Date(T + 1).toISOString());
    await harness.bury('market.assets.v1', 'local:AAPL', new Date(T - 1).toISOString());
    expect((await harness.codes('market.assets.v1')).toSorted()).toEqual(['EVENT_TIME_IN_FUTURE', 'KEY_MISMATCH']);
    expect(await harness.bodies('assets', 'local')).toMatchObject([{ symbol: 'AAPL' }]);
    expect(await relations('AAPL')).toHaveLength(1);
  });

  it('that are related to and not declared are provisional until they are', async () => {
    await harness.feed('market.assets.v1', [{ ...apple, relations: [{ type: 'supplier', exchange: 'local', symbol: 'TSM' }] }]);
    expect(await harness.bodies('assets', 'local')).toMatchObject([{ symbol: 'AAPL', provisional: false }, { symbol: 'TSM', provisional: true }]);
    await harness.feed('market.assets.v1', [{ exchange: 'local', symbol: 'TSM', kind: 'equity', updatedAt: T }]);
    expect(await harness.bodies('assets', 'local')).toMatchObject([{ symbol: 'AAPL' }, { symbol: 'TSM', provisional: false }]);
    expect(await relations('TSM')).toContain('supplier local/TSM');
  });
});
