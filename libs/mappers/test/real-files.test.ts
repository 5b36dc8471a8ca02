import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '@streamforge/contracts/topics';
import { sharedFile } from '@streamforge/testing/shared-data';
import { describe, expect, it } from 'vitest';
import { readPath, refusals, told, valuesOf } from './reading.ts';

interface Quality { readonly rows: number; readonly first: string; readonly last: string; readonly zero_volume: number }

const candlesFolder = sharedFile('data/candles');
const tradesFolder = sharedFile('data/trades');

describe.skipIf(candlesFolder === undefined)('real candle files', () => {
  const path = (file: string): string => join(candlesFolder ?? '', file);
  const json = <Content>(file: string): Content => JSON.parse(readFileSync(path(file), 'utf8')) as Content;
  const expected = candlesFolder === undefined ? {} : json<Record<string, Record<string, Quality>>>('quality_expected.json');
  const time = (text: string): number => /^\d+$/.test(text) ? Number(text) : Date.parse(text);

  it('has an expectation for every file of rows', () => {
    const files = readdirSync(candlesFolder ?? '').filter((file) => file.endsWith('.csv.gz'));
    expect(Object.keys(expected).toSorted()).toEqual(files.toSorted());
  });

  it.each(Object.keys(expected))('%s: every row becomes a candle of its series', (file) => {
    const { rows } = readPath(path(file));
    expect(refusals(rows)).toEqual([]);
    const bySymbol = Map.groupBy(valuesOf(rows, 'market.candles.v1'), ({ symbol }) => symbol);
    const expectations = Object.entries(expected[file] ?? {});
    expect(bySymbol.size).toBe(expectations.length);
    for (const [symbol, quality] of expectations) {
      const candles = symbol === '-' ? [...bySymbol.values()][0] ?? [] : bySymbol.get(symbol) ?? [];
      expect(candles.length, symbol).toBe(quality.rows);
      expect(candles[0]?.openTime, symbol).toBe(time(quality.first));
      expect(candles.at(-1)?.openTime, symbol).toBe(time(quality.last));
      expect(candles.filter(({ volume }) => Number(volume) === 0).length, symbol).toBe(quality.zero_volume);
    }
  });

  it('reads Binance’s 12 columns, digits untouched', () => {
    const { format, rows } = readPath(path('binance_um_ALGOUSDT_1m_2023-02-01_14.csv.gz'));
    expect(format).toBe('kline-csv');
    expect(valuesOf(rows, 'market.candles.v1')[0]).toEqual({
      exchange: 'local', symbol: 'ALGOUSDT', interval: '1m', openTime: 1_675_209_600_000,
      open: '0.2413', high: '0.2418', low: '0.2413', close: '0.2418', volume: '283971.0',
      quoteVolume: '68569.21705', trades: 270, takerBuyVolume: '179373.9', takerBuyQuoteVolume: '43319.35309',
    });
  });

  it('reads the hourly panel of 14 pairs, and what each pair is', () => {
    const { rows } = readPath(path('crypto_1h_panel.csv.gz'));
    const candles = valuesOf(rows, 'market.candles.v1');
    expect(candles.length).toBe(172_592);
    expect(new Set(candles.map(({ interval }) => interval))).toEqual(new Set(['1h']));
    const assets = valuesOf(rows, 'market.assets.v1');
    expect(assets.length).toBe(14);
    expect(assets[0]).toMatchObject({ exchange: 'local', symbol: 'BTCUSDT', kind: 'pair', base: 'BTC', quote: 'USDT', calendar: '24/7' });
  });

  it('reads the daily panel of stocks with their sectors', () => {
    const { rows } = readPath(path('sp500_daily_panel.csv.gz'));
    const first = { symbol: 'ADBE', interval: '1d', openTime: Date.UTC(2013, 1, 8), volume: '5104545' };
    expect(valuesOf(rows, 'market.candles.v1')[0]).toMatchObject(first);
    const assets = valuesOf(rows, 'market.assets.v1');
    expect(assets.length).toBe(64);
    expect(assets[0]).toMatchObject({ symbol: 'ADBE', kind: 'equity', sector: 'Information Technology', calendar: 'weekdays' });
    for (const asset of assets) expect(topics['market.assets.v1'].value.safeParse(asset).success).toBe(true);
  });

  it('tells the interval from the step between rows where no name does', () => {
    const { rows } = readPath(path('sp500_daily_panel.csv.gz'), { file: 'stocks.csv' });
    expect(new Set(valuesOf(rows, 'market.candles.v1').map(({ interval }) => interval))).toEqual(new Set(['1d']));
  });

  it('reads freqtrade’s arrays with the digits of the file', () => {
    const { rows, format } = readPath(path('dirty_gappy_1m_UNITTEST_BTC.json.gz'));
    const candles = valuesOf(rows, 'market.candles.v1');
    const quality = json<{ rows: number; first_ms: number; last_ms: number }>('dirty_gappy_1m_UNITTEST_BTC.expected.json');
    expect([format, candles.length]).toEqual(['candle-arrays', quality.rows]);
    expect([candles[0]?.openTime, candles.at(-1)?.openTime]).toEqual([quality.first_ms, quality.last_ms]);
    expect(candles[0]).toMatchObject({ symbol: 'UNITTEST_BTC', interval: '1m', open: '0.00162008', volume: '108.14853839' });
    expect(valuesOf(rows, 'market.assets.v1')).toMatchObject([{ base: 'UNITTEST', quote: 'BTC' }]);
  });

  it('refuses each row that lacks a price, by line and column, and reads its neighbours', () => {
    const file = path('dirty_sp500_rows.csv');
    const { rows } = readPath(file);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').map((text, at) => ({ line: at + 1, text }));
    const incomplete = lines.filter(({ text }) => text.split(',').includes(''));
    expect(told(rows)).toEqual(incomplete.map(({ line, text }) => {
      const column = ['date', 'open', 'high', 'low', 'close', 'volume', 'Name'][text.split(',').indexOf('')] ?? '';
      return `${line} FILE_LINE_INVALID Column ${column} is empty. <${text}>`;
    }));
    expect(incomplete.length).toBeGreaterThan(0);
    expect(valuesOf(rows, 'market.candles.v1').length).toBe(lines.length - 1 - incomplete.length);
  });

  it('writes candles that the contract accepts', () => {
    for (const file of ['binance_um_LTCUSDT_1m_2026-02-01_07.csv.gz', 'dirty_gappy_1m_UNITTEST_BTC.json.gz', 'sp500_daily_panel.csv.gz']) {
      for (const candle of valuesOf(readPath(path(file)).rows, 'market.candles.v1').slice(0, 200)) {
        expect(topics['market.candles.v1'].value.safeParse(candle).success).toBe(true);
      }
    }
  });
});

describe.skipIf(tradesFolder === undefined)('real trades', () => {
  it('reads 12,477 aggregated trades of XRPETH with the side of the taker', () => {
    const { rows, format } = readPath(join(tradesFolder ?? '', 'xrpeth_binance_aggtrades.jsonl.gz'), { exchange: 'binance' });
    const trades = valuesOf(rows, 'market.trades.v1');
    expect([format, trades.length, refusals(rows).length]).toEqual(['binance-agg-trades', 12_477, 0]);
    expect(trades[0]).toEqual({
      exchange: 'binance', symbol: 'XRPETH', id: '13519807', time: 1_570_752_011_620, price: '0.00141342', quantity: '23.00000000',
      side: 'sell', firstId: '15373518', lastId: '15373518',
    });
    expect(trades[3]?.side).toBe('buy');
    expect(valuesOf(rows, 'market.assets.v1')).toMatchObject([{ symbol: 'XRPETH', base: 'XRP', quote: 'ETH' }]);
    for (const trade of trades.slice(0, 200)) expect(topics['market.trades.v1'].value.safeParse(trade).success).toBe(true);
  });
});
