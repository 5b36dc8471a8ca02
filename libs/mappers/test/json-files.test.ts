import { topics } from '@streamforge/contracts/topics';
import { describe, expect, it } from 'vitest';
import { events, readText, told, valuesOf } from './reading.ts';

const lines = (...rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
const candle = { symbol: 'ETHBTC', interval: '1m', openTime: 1_700_000_040_000, open: '1', high: '1', low: '1', close: '1', volume: '1' };
const trade = { id: '7', time: 1_700_000_040_000, price: '1.10', quantity: '2' };
const fill = {
  id: 'f1', account: 'alice', symbol: 'BTCUSDT', side: 'buy', quantity: '1', price: '2', fee: '0', feeAsset: 'BNB', time: 1_700_000_040_000,
};
const document = { id: 'd1', text: 'It rained.', publishedAt: 1_700_000_040_000 };
const asset = { symbol: 'BTCUSDT', kind: 'pair', base: 'BTC', quote: 'USDT' };

describe('the contract’s own events are read from JSON lines and from one JSON array', () => {
  it.each([
    ['candles', 'market.candles.v1', candle, { ...candle, exchange: 'local' }],
    ['trades', 'market.trades.v1', trade, { ...trade, exchange: 'local', symbol: 'BTCUSDT' }],
    ['fills', 'agent.fills.v1', fill, fill],
    ['documents', 'documents.v1', document, document],
    ['assets', 'market.assets.v1', asset, { ...asset, exchange: 'local' }],
  ] as const)('%s', (format, topic, row, value) => {
    for (const input of [lines(row, row), JSON.stringify([row, row], undefined, 2), ` [\n${lines(row)} ,${lines(row)}]\n`]) {
      const reading = readText(input, { file: 'BTCUSDT_1h.jsonl' });
      expect(reading.format).toBe(format);
      expect(valuesOf(reading.rows, topic).filter((found) => !('updatedAt' in found))).toEqual([value, value]);
      expect(topics[topic].value.safeParse(value).success).toBe(true);
    }
  });

  it('a row says itself what it is; options say the rest', () => {
    const { interval: _interval, symbol: _symbol, ...bare } = candle;
    const options = { exchange: 'kraken', symbol: 'XBT', interval: '5m' };
    expect(valuesOf(readText(lines(bare), options).rows, 'market.candles.v1')).toEqual([{ ...bare, ...options }]);
    expect(valuesOf(readText(lines(candle), options).rows, 'market.candles.v1')).toEqual([{ ...candle, exchange: 'kraken' }]);
    const { account: _account, ...noAccount } = fill;
    const said = { account: 'bob', exchange: 'sim' };
    expect(valuesOf(readText(lines(noAccount), said).rows, 'agent.fills.v1')).toEqual([{ ...noAccount, ...said }]);
  });

  it('digits that a double can’t hold are kept', () => {
    const input = '{"id":9007199254740993,"time":1700000040000,"price":0.12345678901234567890,"quantity":2}';
    expect(valuesOf(readText(input).rows, 'market.trades.v1')).toMatchObject([{ id: '9007199254740993', price: '0.1234567890123456789' }]);
  });

  it('times: dates are read, units only where they are named', () => {
    const time = (written: unknown, options = {}): unknown => {
      const { rows } = readText(lines({ ...trade, time: written }), options);
      return valuesOf(rows, 'market.trades.v1')[0]?.time ?? told(rows)[0];
    };
    expect(time('2023-11-14T22:14:00Z')).toBe(1_700_000_040_000);
    expect(time(1_700_000_040, { timeUnit: 's' })).toBe(1_700_000_040_000);
    expect(time('yesterday')).toContain('1 FILE_LINE_INVALID Column time: "yesterday"');
    expect(time(1_700_000_040), 'left to the contract, which refuses it').toBe(1_700_000_040);
    expect(time(true), 'left to the contract, which refuses it').toBe(true);
  });

  it('an unknown field is handed on, for the contract to refuse', () => {
    const [value] = valuesOf(readText(lines({ ...trade, pirce: 1 })).rows, 'market.trades.v1');
    expect(topics['market.trades.v1'].value.safeParse(value).success).toBe(false);
  });
});

describe('exchange messages are read from JSON lines', () => {
  it('of streams, wrapped or bare', () => {
    const message = { e: 'aggTrade', E: 1, s: 'ETHUSDT', a: 1, p: '1', q: '1', f: 1, l: 1, T: 1_700_000_040_000, m: true };
    const { format, rows } = readText(lines(message, { stream: 's', data: message }, { e: 'bookTicker' }), { file: 'capture.jsonl' });
    expect(format).toBe('binance-messages');
    expect(valuesOf(rows, 'market.trades.v1').map(({ exchange }) => exchange)).toEqual(['local', 'local']);
    expect(told(rows)).toEqual(['3 EVENT_TYPE_UNKNOWN Unsupported message: its type is "bookTicker". <{"e":"bookTicker"}>']);
  });
  it('of aggregated trades, which need a symbol from somewhere', () => {
    const row = { a: 1, p: '1', q: '1', f: 1, l: 1, T: 1_700_000_040_000, m: true };
    expect(valuesOf(readText(lines(row)).rows, 'market.trades.v1')).toMatchObject([{ symbol: 'BTCUSDT' }]);
    expect(told(readText(lines(row), { file: 'x.jsonl' }).rows)[0]).toContain('EVENT_INVALID s is missing.');
  });
});

describe('arrays of candles', () => {
  const row = '[1700000040000,1e-7,2.50,"0.5",1,null]';
  const sound = '[1700000040000,1,2.50,"0.5",1.0,10]';
  const expected = {
    exchange: 'local', symbol: 'BTCUSDT', interval: '1m', openTime: 1_700_000_040_000,
    open: '1', high: '2.50', low: '0.5', close: '1.0', volume: '10',
  };

  it.each([
    ['one array', `[${sound}]`], ['one array over lines', `[\n  ${sound}\n]\n`], ['an array a line', `${sound}\n`],
    ['pretty-printed', JSON.stringify([[1_700_000_040_000]], undefined, 2).replace('1700000040000', sound.slice(1, -1))],
  ])('are read as %s', (_name, input) => {
    const { format, rows } = readText(input);
    expect(format).toBe('candle-arrays');
    expect(valuesOf(rows, 'market.candles.v1')).toEqual([expected]);
  });

  it('of twelve columns are read as Binance’s REST answers', () => {
    const { rows } = readText('[[1700000040000,"1","2","0.5","1","10",1700000099999,"15",3,"4","6","0"]]', { file: 'BTCUSDT.json' });
    expect(valuesOf(rows, 'market.candles.v1')).toMatchObject([{ interval: '1m', trades: 3, takerBuyQuoteVolume: '6' }]);
  });

  it('of another width need --map', () => {
    const input = '[[1700000040000,9,1,2,0.5,1,10]]';
    expect(() => readText(input)).toThrow('No column holds openTime');
    const columns = { 1: 'openTime', 3: 'open', 4: 'high', 5: 'low', 6: 'close', 7: 'volume' };
    expect(valuesOf(readText(input, { columns }).rows, 'market.candles.v1')).toMatchObject([{ open: '1', volume: '10' }]);
  });

  it.each([1, 3, 64, 10_000])('may be cut anywhere: pieces of %i', (piece) => {
    const many = `[${Array.from({ length: 400 }, (_, at) => `[${1_700_000_040_000 + at * 60_000}, 1, 2, 0.5, 1, ${at}]`).join(', ')}]`;
    const { rows } = readText(many, {}, piece);
    expect(valuesOf(rows, 'market.candles.v1').map(({ volume }) => volume)).toEqual(Array.from({ length: 400 }, (_, at) => String(at)));
  });

  it('refuse their bad elements by number, and read the others', () => {
    const { rows } = readText(`[${row}, ${sound}, {"a":"]\\"}"}, 7, "x", [], [[1]], [1 2], ${sound}]`);
    expect(told(rows)).toEqual([
      `1 FILE_LINE_INVALID Column volume is empty. <${row}>`,
      '3 FILE_LINE_INVALID It is not an array of numbers. <{"a":"]\\"}"}>',
      '4 FILE_LINE_INVALID It is not an array of numbers. <7>',
      '5 FILE_LINE_INVALID It is not an array of numbers. <"x">',
      '6 FILE_LINE_INVALID It is not an array of numbers. <[]>',
      '7 FILE_LINE_INVALID It is not an array of numbers. <[[1]]>',
      '8 FILE_LINE_INVALID It is not an array of numbers. <[1 2]>',
    ]);
    expect(events(rows).map(({ line }) => line)).toEqual([2, 2, 9]);
  });

  it('refuse an element of more than 1 MiB and read the next', () => {
    for (const piece of [65_536, 9_000_000]) {
      const { rows } = readText(`[${sound}, ["${'9'.repeat(2_000_000)}"], ${sound}]`, {}, piece);
      expect(told(rows)).toEqual([`2 FILE_TOO_LARGE It is longer than 1 MiB. <["${'9'.repeat(4_094)}>`]);
      expect(valuesOf(rows, 'market.candles.v1').length).toBe(2);
    }
  });

  const notClosed = 'The array is not closed: the file may be cut short.';
  it.each([
    ['cut short within an element', `[${sound}, [17000`, `2 FILE_LINE_INVALID ${notClosed} <[17000>`],
    ['cut short between elements', `[${sound},`, `1 FILE_LINE_INVALID ${notClosed} <>`],
    ['followed by something else', `[${sound}] ${sound}`, `2 FILE_LINE_INVALID There is text after the end of the array. <${sound}>`],
  ])('are refused where they end wrongly: %s', (_name, input, refusal) => {
    const { rows } = readText(input);
    expect(told(rows)).toEqual([refusal]);
    expect(valuesOf(rows, 'market.candles.v1')).toEqual([expected]);
  });
});

describe('a bad JSON line is refused; the next one is read', () => {
  it.each([
    ['cut short', '{"id":"8","time":', 'JSON_INVALID'],
    ['with a key twice', '{"id":"8","id":"9"}', 'JSON_DUPLICATE_KEY'],
    ['with a key that reaches prototypes', '{"__proto__":{}}', 'JSON_FORBIDDEN_KEY'],
    ['nested too deep', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'JSON_TOO_DEEP'],
    ['with a number out of range', '{"price":1e999}', 'JSON_NUMBER_OUT_OF_RANGE'],
    ['that is no object', '[1]', 'FILE_LINE_INVALID'],
  ])('%s', (_name, bad, code) => {
    const { rows } = readText(`${lines(trade)}\n${bad}\n${lines(trade)}`);
    expect(told(rows)).toHaveLength(1);
    expect(told(rows)[0]).toMatch(new RegExp(`^2 ${code} `));
    expect(valuesOf(rows, 'market.trades.v1').length).toBe(2);
  });

  it('also where it is the first', () => {
    const { format, rows } = readText(`{"id":\n${lines(trade)}`);
    expect(format).toBe('trades');
    expect(told(rows)[0]).toMatch(/^1 JSON_INVALID /);
    expect(valuesOf(rows, 'market.trades.v1').length).toBe(1);
  });

  it('an object of no kind we know is an unknown format', () => {
    expect(() => readText('{"hello":"world"}')).toThrow('Its first row is "{"hello":"world"}"; we read kline-csv');
    expect(() => readText('[]')).toThrow('It has no rows.');
  });
});
