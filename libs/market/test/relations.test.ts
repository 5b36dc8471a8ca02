import { Asset, type AssetInput } from '@streamforge/contracts/events/asset';
import { describe, expect, it } from 'vitest';
import { relationsOf, slugOf } from '../src/relations.ts';

const relations = (asset: Partial<AssetInput>): ReturnType<typeof relationsOf> =>
  relationsOf(Asset.parse({ exchange: 'binance', symbol: 'BTCUSDT', ...asset }));

const from = { series: 'binance', id: 'BTCUSDT' };

describe('the relations of an asset', () => {
  it('lead a pair to its currencies, which are the same on every venue', () => {
    expect(relations({ base: 'btc', quote: 'USDT' })).toEqual({
      vertices: [
        { series: 'currency', id: 'BTC', label: 'BTC', kind: 'currency' },
        { series: 'currency', id: 'USDT', label: 'USDT', kind: 'currency' },
      ],
      edges: [
        { type: 'base', from, to: { series: 'currency', id: 'BTC' } },
        { type: 'quote', from, to: { series: 'currency', id: 'USDT' } },
      ],
    });
  });

  it('lead an equity to its sector and to what it declares', () => {
    const declared = [{ type: 'tracks', exchange: 'nyse', symbol: 'SPX' }, { type: 'peer', exchange: 'nyse', symbol: 'SPX' }];
    expect(relations({ sector: 'Information Technology', relations: declared })).toEqual({
      vertices: [
        { series: 'nyse', id: 'SPX', label: 'SPX', kind: 'asset' },
        { series: 'sector', id: 'information-technology', label: 'Information Technology', kind: 'sector' },
      ],
      edges: [
        { type: 'in-sector', from, to: { series: 'sector', id: 'information-technology' } },
        { type: 'peer', from, to: { series: 'nyse', id: 'SPX' } },
        { type: 'tracks', from, to: { series: 'nyse', id: 'SPX' } },
      ],
    });
  });

  it('are the same in whatever order and however often they are declared', () => {
    const [a, b] = [{ type: 'peer', exchange: 'x', symbol: 'A' }, { type: 'peer', exchange: 'x', symbol: 'B' }];
    expect(relations({ relations: [b, a, b] })).toEqual(relations({ relations: [a, b] }));
  });

  it('may be none, or lead to the asset itself without making it twice', () => {
    expect(relations({})).toEqual({ vertices: [], edges: [] });
    expect(relations({ relations: [{ type: 'peer', exchange: 'binance', symbol: 'BTCUSDT' }] })).toEqual({
      vertices: [], edges: [{ type: 'peer', from, to: from }],
    });
  });
});

describe('a sector', () => {
  it.each([
    ['Health Care', 'health-care'],
    ['  Health   care!', 'health-care'],
    ['Énergie & Co.', 'energie-co'],
    ['金融', '金融'],
    ['***', 'u-2a-2a-2a'],
  ])('named %j is known as %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});
