import { Asset } from '@streamforge/contracts/events/asset';
import { describe, expect, it } from 'vitest';
import { declaredEdges, type DeclaredName } from '../../src/snapshot/edges/declared.ts';
import { fitSnapshot } from '../../src/snapshot/fit.ts';
import { panelOf, wandering } from './wandering.ts';

const pair = (symbol: string, base: string, quote: string, more: object = {}): Asset => Asset.parse({ exchange: 'sim', symbol, kind: 'pair', base, quote, ...more });

const assets = [
  pair('BTCEUR', 'BTC', 'EUR'), pair('BTCUSD', 'btc', 'USD', { sector: 'Layer 1' }), pair('DOGE', 'DOGE', 'USD', { sector: 'Memes' }),
  pair('ETHUSD', 'ETH', 'USD', { sector: 'layer-1', relations: [
    { type: 'fork-of', exchange: 'sim', symbol: 'DOGE' }, { type: 'fork-of', exchange: 'other', symbol: 'BTCUSD' }, { type: 'is', exchange: 'sim', symbol: 'ETHUSD' },
  ] }),
  pair('GONE', 'BTC', 'USD', { sector: 'Memes' }),
];
const symbols = ['BTCEUR', 'BTCUSD', 'DOGE', 'ETHUSD', 'NEW'];

const drawn = (name: DeclaredName, perAsset = 9): readonly string[] =>
  declaredEdges(name, symbols, assets, { perAsset }).map(({ from, to, weight }) => `${symbols[from]}>${symbols[to]} ${weight}`);

describe('declared edges', () => {
  it('join those that share a sector, a base or a quote asset, however it is written, each way', () => {
    expect(drawn('sector')).toEqual(['ETHUSD>BTCUSD 1', 'BTCUSD>ETHUSD 1']);
    expect(drawn('base')).toEqual(['BTCUSD>BTCEUR 1', 'BTCEUR>BTCUSD 1']);
    expect(drawn('quote')).toEqual([
      'DOGE>BTCUSD 1', 'ETHUSD>BTCUSD 1', 'BTCUSD>DOGE 1', 'ETHUSD>DOGE 1', 'BTCUSD>ETHUSD 1', 'DOGE>ETHUSD 1',
    ]);
  });

  it('join who names another of the same exchange, and not itself', () => {
    expect(drawn('declared')).toEqual(['ETHUSD>DOGE 1', 'DOGE>ETHUSD 1']);
  });

  it('are no more of an asset than asked for, spread over all members', () => {
    const many = Array.from({ length: 50 }, (_, index) => pair(`S${String(index).padStart(2, '0')}`, `B${index}`, 'USD'));
    const edges = declaredEdges('quote', many.map(({ symbol }) => symbol), many, { perAsset: 4 });
    const count = (end: 'from' | 'to'): readonly number[] => many.map((_, asset) => edges.filter((edge) => edge[end] === asset).length);
    expect([new Set(count('to')), new Set(count('from'))]).toEqual([new Set([4]), new Set([4])]);
    expect(drawn('quote', 0)).toEqual([]);
  });

  it('are none where nothing is declared', () => {
    expect(declaredEdges('sector', symbols, [], { perAsset: 3 })).toEqual([]);
    expect(declaredEdges('declared', [], assets, { perAsset: 3 })).toEqual([]);
  });

  it('stand beside those that the bars show, and have a say in the name of the graph', () => {
    const market = panelOf(wandering('BTCUSD', 1), wandering('DOGE', 2), wandering('ETHUSD', 3));
    const options = { history: 3, edgesPerAsset: 2, relations: ['correlation', 'sector'] } as const;
    const [declared, undeclared] = [fitSnapshot(market, { ...options, assets }), fitSnapshot(market, options)];
    expect(declared.relations).toEqual([
      { name: 'correlation', edges: [] }, { name: 'sector', edges: [{ from: 2, to: 0, weight: 1 }, { from: 0, to: 2, weight: 1 }] },
    ]);
    expect(undeclared.relations[1]).toEqual({ name: 'sector', edges: [] });
    expect(declared.dataHash).toBe(undeclared.dataHash);
    expect(declared.graphHash).not.toBe(undeclared.graphHash);
    expect(declared.snapshotHash).not.toBe(undeclared.snapshotHash);
  });
});
