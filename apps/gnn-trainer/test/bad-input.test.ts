import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { versionOf } from '@streamforge/codec/version';
import type { DocumentStore } from '@streamforge/document-store/port';
import { candleSeries } from '@streamforge/market/series';
import { describe, expect, it } from 'vitest';
import { closesOf, openTimeOf, small, symbolOf } from './market.ts';
import { command, quick, training, type Command } from './orders.ts';
import { freshPlatform } from './platform.ts';

const closes = closesOf(small);

/** Closes that a store may hold, by exchange; undefined where there is no bar. */
const markets: Readonly<Record<string, (asset: number, bar: number) => string | undefined>> = {
  good: (asset, bar) => (closes[bar]?.[asset] ?? 0).toFixed(6),
  constant: () => '100',
  'one-way': (_, bar) => (100 * 1.001 ** bar).toFixed(9),
  holes: (asset, bar) => ((7 * bar + asset) % 5 === 0 ? undefined : (closes[bar]?.[asset] ?? 0).toFixed(6)),
  nan: (asset, bar) => (asset === 3 && bar % 50 === 0 ? 'NaN' : asset === 4 && bar % 60 === 0 ? '0' : (closes[bar]?.[asset] ?? 0).toFixed(6)),
};

const stored = async (documents: DocumentStore): Promise<void> => {
  for (const [exchange, closeOf] of Object.entries(markets)) {
    for (let asset = 0; asset < small.assets; asset += 1) {
      await documents.upsert('candles', closes.flatMap((_, bar) => {
        const close = closeOf(asset, bar);
        if (close === undefined) return [];
        const value = {
          exchange, symbol: symbolOf(asset), interval: '1m', openTime: openTimeOf(bar), open: close, high: close, low: close, close, volume: '1', closed: true, revision: 0, origin: 'published',
        } as const;
        const body = Buffer.from(canonicalJson(value));
        return [{
          series: candleSeries(value), order: value.openTime, id: '', body, version: versionOf({ closed: true, revision: 0, digest: sha256(body) }),
          source: { topic: 'market.candles.v1', partition: 0, offset: bar },
        }];
      }));
    }
  }
  const asset = {
    exchange: 'good', symbol: symbolOf(0), calendar: '24/7', relations: [{ type: 'wraps', exchange: 'good', symbol: 'UNKNOWN' }, { type: 'wraps', exchange: 'good', symbol: symbolOf(1) }],
  };
  const body = Buffer.from(canonicalJson(asset));
  await documents.upsert('assets', [{
    series: 'good', order: 0, id: asset.symbol, body, version: versionOf({ closed: true, revision: 0, digest: sha256(body) }), source: { topic: 'market.assets.v1', partition: 0, offset: 0 },
  }]);
};

const brief = { ...quick, epochs: 1 } as const;
const of = (exchange: string, more: Command['training'] = {}, symbols: readonly string[] = []): Command =>
  training(`${exchange}-${JSON.stringify(more).length}-${symbols.length}`, { model: exchange, universe: { exchange, interval: '1m', symbols: [...symbols] }, training: { ...brief, ...more } });

/** What each comes to: a code, or part of its verdict. */
const table: readonly (readonly [string, Command, string | RegExp])[] = [
  ['one asset', of('good', {}, [symbolOf(0)]), 'UNIVERSE_TOO_SMALL'],
  ['constant prices', of('constant'), /^no better than /],
  ['all labels equal', of('one-way'), /^no better than /],
  ['missing bars', of('holes', { history: 2 }), /better than /],
  ['NaN and 0 as prices', of('nan'), /better than /],
  ['no edges', of('good', { edgesPerAsset: 0 }), /better than /],
  ['an edge to an unknown asset', of('good', { relations: ['declared'] }), /better than /],
];

describe('what can’t be learned from', () => {
  const platform = freshPlatform(stored);

  it('ends with a code or a verdict, one after the other, and the service stays up', async () => {
    const { start, send, ended, registry } = platform();
    await start();
    await send(...table.map(([, order]) => order));
    const found: Record<string, string> = {};
    for (const [name, { job }] of table) {
      const { code } = await ended(String(job));
      found[name] = code ?? (await registry.run(String(job)))?.message ?? '';
    }
    for (const [name, , expected] of table) expect(found[name], name).toMatch(expected);
  }, 120_000);

  it('an artefact cut in half predicts and is evaluated no more, and the next training makes a whole one', async () => {
    const { start, send, ended, ports: { objects }, registry } = platform();
    await start();
    await send(of('good'));
    await ended(String(of('good').job));
    const key = 'models/good/1/model.safetensors';
    const whole = Buffer.concat(await Array.fromAsync(await objects.get(key) ?? []));
    await objects.remove(key);
    await objects.put(key, whole.subarray(0, whole.length / 2));
    await send(command('predict-1', 'predict', { model: 'good' }), command('evaluate-1', 'evaluate', { model: 'good' }), of('good', { seed: 6 }));
    for (const id of ['predict-1', 'evaluate-1']) expect(await ended(id)).toMatchObject({ state: 'failed', code: 'ARTEFACT_INVALID', attempt: 1 });
    expect(await ended(String(of('good', { seed: 6 }).job))).toMatchObject({ state: 'finished' });
    await send(command('predict-2', 'predict', { model: 'good', version: 2 }));
    expect(await ended('predict-2')).toMatchObject({ state: 'finished' });
    expect(await registry.versions('good', { limit: 9 })).toHaveLength(2);
  }, 60_000);
});
