import { describe, expect, it } from 'vitest';
import { nameFacts } from '../src/files/name-facts.ts';
import { pairOf } from '../src/pair.ts';

describe('a file’s name tells', () => {
  it.each([
    ['binance_um_ALGOUSDT_1m_2023-02-01_14.csv.gz', { exchange: 'binance_um', symbol: 'ALGOUSDT', interval: '1m' }],
    ['crypto_1h_panel.csv.gz', { interval: '1h' }],
    ['sp500_daily_panel.csv.gz', { interval: '1d' }],
    ['dirty_gappy_1m_UNITTEST_BTC.json.gz', { symbol: 'UNITTEST_BTC', interval: '1m' }],
    ['BTCUSDT-1m-2024-01.csv', { symbol: 'BTCUSDT', interval: '1m' }],
    ['BTCUSDT-1M-2024.csv', { symbol: 'BTCUSDT', interval: '1M' }],
    ['xrpeth_binance_aggtrades.jsonl.gz', { exchange: 'binance', symbol: 'XRPETH' }],
    ['XRP_ETH-5m.json', { symbol: 'XRP_ETH', interval: '5m' }],
    ['data/2024/Kraken_BTC-EUR_4H.CSV', { exchange: 'kraken', symbol: 'BTC-EUR', interval: '4h' }],
    ['AAPL weekly OHLCV.tsv', { symbol: 'AAPL', interval: '1w' }],
    ['prices.csv', {}],
  ])('%s', (file, facts) => {
    expect(nameFacts(file)).toEqual(facts);
  });
});

describe('a pair’s symbol tells base and quote', () => {
  it.each([
    ['BTCUSDT', 'BTC', 'USDT'], ['BTCBUSD', 'BTC', 'BUSD'], ['BTCFDUSD', 'BTC', 'FDUSD'],
    ['XRPETH', 'XRP', 'ETH'], ['1INCHUSDT', '1INCH', 'USDT'],
    ['UNITTEST_BTC', 'UNITTEST', 'BTC'], ['BTC-EUR', 'BTC', 'EUR'], ['SUSDT', 'S', 'USDT'],
  ])('%s', (symbol, base, quote) => {
    expect(pairOf(symbol)).toEqual({ base, quote });
  });
  it.each(['AAPL', 'USDT', 'BTC', 'A/BTC', 'btcusdt', ''])('%s is none', (symbol) => {
    expect(pairOf(symbol)).toBeUndefined();
  });
});
