import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '@streamforge/contracts/topics';
import { sharedFile } from '@streamforge/testing/shared-data';
import { describe, expect, it } from 'vitest';
import { mapBinanceMessage, type BinanceOptions } from '../src/binance/messages.ts';

const folder = sharedFile('data/binance_messages');
const message = (name: string): unknown => JSON.parse(readFileSync(join(folder ?? '', `nautilus_${name}.json`), 'utf8'));
const map = (name: string, options?: BinanceOptions) => mapBinanceMessage(message(name), options);

const kline = {
  exchange: 'binance', symbol: 'BTCUSDT', interval: '1m', openTime: 1_638_747_660_000, open: '0.0010', high: '0.0025', low: '0.0010',
  close: '0.0020', volume: '1000', quoteVolume: '1.0000', trades: 100, takerBuyVolume: '500', takerBuyQuoteVolume: '0.500',
  closed: true, revision: 1_638_747_660_000,
};

describe.skipIf(folder === undefined)('a real Binance message', () => {
  it('is mapped or refused, whichever it is', () => {
    const files = readdirSync(folder ?? '');
    const outcomes = Object.fromEntries(files.map((file) => {
      const mapped = mapBinanceMessage(JSON.parse(readFileSync(join(folder ?? '', file), 'utf8')), { symbol: 'ETHBTC', account: 'alice' });
      return [file.replace(/^nautilus_|\.json$/g, ''), 'code' in mapped ? mapped.code : mapped.map(({ topic }) => topic).join()];
    }));
    expect(outcomes).toEqual({
      spot_account_trades_response: 'agent.fills.v1',
      spot_klines_response: 'market.candles.v1',
      um_agg_trade_stream: 'market.trades.v1',
      um_kline_stream_closed: 'market.candles.v1',
      um_kline_stream_open: 'market.candles.v1',
      um_liquidation_stream: 'EVENT_TYPE_UNKNOWN',
      um_mark_price_stream: 'EVENT_TYPE_UNKNOWN',
      um_trade_stream: 'market.trades.v1',
      ws_spot_agg_trade: 'market.trades.v1',
      ws_spot_execution_report_trade: 'agent.fills.v1',
      ws_spot_ticker_24hr: 'EVENT_TYPE_UNKNOWN',
      ws_spot_ticker_book: 'EVENT_TYPE_UNKNOWN',
      ws_spot_trade: 'market.trades.v1',
    });
  });

  it('kline: a closed candle whose revision is the event’s time', () => {
    expect(map('um_kline_stream_closed')).toEqual([{ topic: 'market.candles.v1', value: kline }]);
  });

  it('kline: an open candle stays open', () => {
    expect(map('um_kline_stream_open')).toEqual([{ topic: 'market.candles.v1', value: { ...kline, low: '0.0015', closed: false } }]);
  });

  it('REST klines: a weekly candle, its interval from open and close time', () => {
    const value = {
      exchange: 'binance', symbol: 'ETHBTC', openTime: 1_499_040_000_000, interval: '1w',
      open: '0.01634790', high: '0.80000000', low: '0.01575800', close: '0.01577100', volume: '148976.11427815',
      quoteVolume: '2434.19055334', trades: 308, takerBuyVolume: '1756.87402397', takerBuyQuoteVolume: '28.46694368',
    };
    expect(map('spot_klines_response', { symbol: 'ETHBTC' })).toEqual([{ topic: 'market.candles.v1', value }]);
    const now = 1_499_644_799_999;
    expect(map('spot_klines_response', { symbol: 'ETHBTC', now })).toMatchObject([{ value: { closed: false, revision: now } }]);
    expect(map('spot_klines_response', { symbol: 'ETHBTC', now: now + 1 })).toEqual([{ topic: 'market.candles.v1', value }]);
  });

  it('trade: where the buyer was the maker, the taker sold', () => {
    expect(map('ws_spot_trade')).toEqual([{
      topic: 'market.trades.v1',
      value: {
        exchange: 'binance', symbol: 'ETHUSDT', id: '705291099', time: 1_639_351_062_243,
        price: '4149.74000000', quantity: '0.43870000', side: 'sell',
      },
    }]);
    expect(map('um_trade_stream', { exchange: 'binance_um' })).toEqual([{
      topic: 'market.trades.v1',
      value: { exchange: 'binance_um', symbol: 'BTCUSDT', id: '5933014', time: 123_456_785, price: '0.001', quantity: '100', side: 'sell' },
    }]);
  });

  it('aggTrade: with the first and last id it spans', () => {
    expect(map('ws_spot_agg_trade')).toEqual([{
      topic: 'market.trades.v1',
      value: {
        exchange: 'binance', symbol: 'ETHUSDT', id: '226532', time: 1_675_759_520_847,
        price: '1632.46000000', quantity: '0.34305000', side: 'buy', firstId: '228423', lastId: '228423',
      },
    }]);
    expect(map('um_agg_trade_stream')).toMatchObject([{ value: { id: '5933014', side: 'sell', firstId: '100', lastId: '105' } }]);
  });

  it('execution report: the fill of the account that was named', () => {
    expect(map('ws_spot_execution_report_trade', { account: 'alice' })).toEqual([{
      topic: 'agent.fills.v1',
      value: {
        id: 'ETHUSDT-98765432', account: 'alice', exchange: 'binance', symbol: 'ETHUSDT', side: 'buy',
        quantity: '0.50000000', price: '2499.50000000', fee: '0.00050000', feeAsset: 'ETH', time: 1_759_347_763_167,
      },
    }]);
  });

  it('account trades: fills with their fees', () => {
    expect(map('spot_account_trades_response', { account: 'alice' })).toEqual([{
      topic: 'agent.fills.v1',
      value: {
        id: 'BNBBTC-28457', account: 'alice', exchange: 'binance', symbol: 'BNBBTC', side: 'buy',
        quantity: '12.00000000', price: '4.00000100', fee: '10.10000000', feeAsset: 'BNB', time: 1_499_865_549_590,
      },
    }]);
  });

  it('becomes an event that the contract accepts', () => {
    const real = ['um_kline_stream_closed', 'spot_klines_response', 'ws_spot_trade', 'ws_spot_agg_trade', 'spot_account_trades_response'];
    for (const name of real) {
      const mapped = map(name, { symbol: 'ETHBTC', account: 'alice' });
      if ('code' in mapped) throw new Error(mapped.detail);
      for (const { topic, value } of mapped) expect(topics[topic].value.safeParse(value).error).toBeUndefined();
    }
  });
});

describe('a Binance message that can’t be mapped is refused with the reason', () => {
  const trade = { e: 'trade', E: 1, s: 'BTCUSDT', t: 7, p: '1.5', q: '2', T: 1_700_000_000_000, m: false };
  const k = { s: 'BTCUSDT', i: '1m', t: 0, o: '1', h: '1', l: '1', c: '1', v: '1', q: '1', n: 1, V: '1', Q: '1', x: true };
  const stream = { e: 'kline', E: 1, k };
  const row = [0, '1', '1', '1', '1', '1', 59_999, '1', 1, '1', '1', '0'];
  const report = { e: 'executionReport', x: 'TRADE', s: 'BTCUSDT', t: 1, S: 'SELL', l: '1', L: '2', n: '0', N: null, T: 1_700_000_000_000 };

  it('accepts what the refusals below are variations of', () => {
    expect(mapBinanceMessage(trade)).toMatchObject([{ value: { side: 'buy' } }]);
    const long = '9007199254740993';
    expect(mapBinanceMessage({ ...trade, t: long, p: 1.5 })).toMatchObject([{ value: { id: long, price: '1.5' } }]);
    expect(mapBinanceMessage(stream)).toHaveLength(1);
    expect(mapBinanceMessage([row], { symbol: 'X' })).toMatchObject([{ value: { interval: '1m' } }]);
    const fill = mapBinanceMessage(report, { account: 'a' });
    expect(fill).toMatchObject([{ value: { side: 'sell', fee: '0' } }]);
    expect(fill).not.toHaveProperty('0.value.feeAsset');
    expect(mapBinanceMessage([])).toEqual([]);
    const sale = { symbol: 'X', id: 1, isBuyer: false, qty: '1', price: '1', commission: '0', commissionAsset: 'B', time: 1 };
    expect(mapBinanceMessage([sale], { account: 'a' })).toMatchObject([{ value: { side: 'sell' } }]);
  });

  const unsupported = 'EVENT_TYPE_UNKNOWN Unsupported message:';
  const tooShort = [...row.slice(0, 6), 0, ...row.slice(7)];
  it.each<[string, unknown, BinanceOptions, string]>([
    ['text', 'hello', {}, `${unsupported} it is neither an object nor an array.`],
    ['an object of no type', { price: 1 }, {}, `${unsupported} it names no type (e).`],
    ['a wrapped ticker', { stream: 's', data: { e: '24hrTicker' } }, {}, `${unsupported} its type is "24hrTicker".`],
    ['an array of something else', [{ a: 1 }], {}, `${unsupported} its items are neither klines nor trades of an account.`],
    ['a price that is missing', { ...trade, p: undefined }, {}, 'EVENT_INVALID p is missing.'],
    ['a price that is no text', { ...trade, p: { x: 1 } }, {}, 'EVENT_INVALID p: an object is not a text.'],
    ['a time that is text', { ...trade, T: 'now' }, {}, 'EVENT_INVALID T: "now" is not a whole number.'],
    ['an id beyond what a double holds', { ...trade, t: 2 ** 60 }, {}, `EVENT_INVALID t: ${2 ** 60} is not a whole number.`],
    ['a side that is no truth value', { ...trade, m: 'yes' }, {}, 'EVENT_INVALID m: "yes" is not true or false.'],
    ['a kline without k', { e: 'kline', E: 1 }, {}, 'EVENT_INVALID k is missing.'],
    ['a kline of two minutes', { ...stream, k: { ...k, i: '2m' } }, {}, 'EVENT_INVALID k.i: "2m" is no interval.'],
    ['REST klines without a symbol', [row], {}, 'EVENT_INVALID REST klines do not name their symbol: give it.'],
    ['a REST kline of 1 ms', [tooShort], { symbol: 'X' }, 'EVENT_INVALID 1 ms from open to close time is no interval.'],
    ['REST klines with something else between', [row, {}], { symbol: 'X' }, 'EVENT_INVALID A kline is not an array.'],
    ['a fill without an account', report, {}, 'EVENT_INVALID Messages of trades do not name their account: give it.'],
    ['account trades without an account', [{ isBuyer: true }], {}, 'EVENT_INVALID Messages of trades do not name their account: give it.'],
    ['an order that did not trade', { ...report, x: 'NEW' }, { account: 'a' }, 'EVENT_TYPE_UNKNOWN Execution report NEW is no trade.'],
  ])('%s', (_name, input, options, reason) => {
    const mapped = mapBinanceMessage(input, options);
    expect('code' in mapped ? `${mapped.code} ${mapped.detail}` : mapped).toBe(reason);
  });
});
