/** Lines that the values of an event decide: numbers, times, names, versions, order. */
import type { ErrorCode } from '@streamforge/contracts/errors';
import {
  asset, ASSETS, candle, candleKey, CANDLES, document, onAssets, onCandles, onDocuments, onTrades, spelled, START, trade, TRADES,
  type BadLine, type Fields, type Sending, type Stored,
} from './line.ts';

const MINUTE = 60_000;
const YEAR = 366 * 86_400_000;

const storedCandle = (symbol: string, body: Fields): Stored => ({ collection: 'candles', key: candleKey(symbol), body });
const builtSum: Stored = { collection: 'candles', key: candleKey('SUM', START, 'trades'), body: { volume: '0.3', revision: 2 } };
const earlierCandle = (symbol: string, changes: Fields): Sending =>
  ({ before: [{ topic: CANDLES, key: `test:${symbol}:1m`, value: JSON.stringify(candle(symbol, changes)) }] });
const earlierTrade = (symbol: string, changes: Fields): Sending =>
  ({ before: [{ topic: TRADES, key: `test:${symbol}`, value: JSON.stringify(trade(symbol, changes)) }] });
const building = (symbol: string) =>
  ({ topic: ASSETS, key: `test:${symbol}`, value: JSON.stringify(asset(symbol, { candlesFromTrades: ['1m'] })) }) as const;

const numbers: readonly BadLine[] = [
  onCandles('an integer above 2^53', 'HUGE', spelled(candle('HUGE'), 'volume', '9007199254740993'),
    storedCandle('HUGE', { volume: '9007199254740993' })),
  onCandles('more digits than a double holds', 'FINE', spelled(candle('FINE'), 'volume', '0.1234567890123456789'),
    storedCandle('FINE', { volume: '0.1234567890123456789' })),
  onTrades('decimals that must sum exactly', 'SUM', trade('SUM', { id: '2', quantity: '0.2' }), builtSum, {
    before: [building('SUM'), { topic: TRADES, key: 'test:SUM', value: JSON.stringify(trade('SUM', { quantity: '0.1' })) }],
  }),
  onCandles('−0', 'ZERO', spelled(candle('ZERO'), 'volume', '-0'), storedCandle('ZERO', { volume: '0' })),
  onCandles('a negative price', 'V', candle('V', { open: '-1' }), 'CANDLE_PRICE_NOT_POSITIVE'),
  onCandles('a negative volume', 'V', candle('V', { volume: '-1' }), 'CANDLE_VOLUME_NEGATIVE'),
  onTrades('a negative trade price', 'V', trade('V', { price: '-1' }), 'TRADE_PRICE_NOT_POSITIVE'),
  onTrades('a negative quantity', 'V', trade('V', { quantity: '-1' }), 'TRADE_QUANTITY_NOT_POSITIVE'),
  onCandles('high below low', 'V', candle('V', { high: '1' }), 'CANDLE_HIGH_BELOW_LOW'),
];

const atTime = (what: string, openTime: unknown, code: ErrorCode): BadLine => onCandles(what, 'V', candle('V', { openTime }), code);

const times: readonly BadLine[] = [
  atTime('seconds', START / 1_000, 'TIME_INVALID'),
  atTime('microseconds', START * 1_000, 'TIME_INVALID'),
  onCandles('nanoseconds', 'V', spelled(candle('V'), 'openTime', `${START}000000`), 'TIME_INVALID'),
  atTime('year 0', -62_167_219_200_000, 'TIME_INVALID'),
  atTime('year 9999', 253_402_300_740_000, 'TIME_INVALID'),
  atTime('a time between two minutes', START + 1, 'CANDLE_TIME_NOT_ALIGNED'),
  onTrades('seconds of a trade', 'V', trade('V', { time: START / 1_000 }), 'TIME_INVALID'),
];

/** A year after `now`, the moment of the append. */
const ahead = (now: number): readonly BadLine[] => {
  const time = Math.floor((now + YEAR) / MINUTE) * MINUTE;
  return [
    atTime('a candle a year ahead', time, 'EVENT_TIME_IN_FUTURE'),
    onTrades('a trade a year ahead', 'V', trade('V', { time }), 'EVENT_TIME_IN_FUTURE'),
    onDocuments('a document a year ahead', 'ahead', document('ahead', { updatedAt: time }), 'EVENT_TIME_IN_FUTURE'),
    onAssets('a declaration a year ahead', 'V', asset('V', { updatedAt: time }), 'EVENT_TIME_IN_FUTURE'),
  ];
};

const badSymbols = [
  ['with /', 'BTC/USDT'], ['with ..', 'A..B'], ['that climbs', '../../etc/passwd'], ['with :', 'BTC:USDT'], ['with $', '$where'],
  ['of 255 characters', 'A'.repeat(255)], ['of 300 characters', 'A'.repeat(300)], ['with a homoglyph', '\u0412TCUSDT'],
  ['written right to left', '\u202eTDSUCTB'], ['with a zero-width space', 'BTC\u200bUSDT'], ['with NUL', 'BTC\u0000'],
  ['that is empty', ''],
] as const;

const names: readonly BadLine[] = [
  onCandles('an unknown symbol', 'NEVERSEEN', candle('NEVERSEEN'),
    { collection: 'assets', key: { series: 'test', order: 0, id: 'NEVERSEEN' }, body: { provisional: true } }),
  ...badSymbols.map(([how, symbol]) => onCandles(`a symbol ${how}`, symbol, candle(symbol), 'SYMBOL_INVALID')),
  onTrades('a trade’s symbol with /', 'A/B', trade('A/B'), 'SYMBOL_INVALID'),
  onAssets('a declaration of a symbol with $', '$A', asset('$A'), 'SYMBOL_INVALID'),
  onDocuments('zero-width and right-to-left text', 'odd', document('odd', { text: 'a\u200b\u202eb\u0000' }),
    { collection: 'documents', key: { series: 'public', order: START, id: 'odd' }, body: { text: 'a\u200b\u202eb\u0000' } }),
];

const typed = (type: string): Sending => ({ headers: [['ce_type', type]] });

const versions: readonly BadLine[] = [
  onCandles('an unknown event type', 'V', candle('V'), 'EVENT_TYPE_UNKNOWN', typed('com.example.tick')),
  onCandles('a newer contract version', 'V', candle('V'), 'EVENT_VERSION_UNSUPPORTED', typed('streamforge.market.candle.v2')),
  onCandles('an older contract version', 'V', candle('V'), 'EVENT_TYPE_UNKNOWN', typed('streamforge.market.candle.v0')),
  onCandles('an unknown specversion', 'V', candle('V'), 'EVENT_HEADER_INVALID', { headers: [['ce_specversion', '9.9']] }),
  onCandles('a misspelt field', 'V', candle('V', { volme: '1' }), 'EVENT_FIELD_UNKNOWN'),
  onTrades('the same id with another body', 'CLASH', trade('CLASH', { price: '11' }), 'ID_CONFLICT', earlierTrade('CLASH', {})),
  onTrades('the same id with the same body', 'SAME', trade('SAME'),
    { collection: 'trades', key: { series: 'test:SAME', order: START, id: '1' }, body: { price: '10' } }, earlierTrade('SAME', {})),
  onTrades('a trade without an id', 'V', trade('V', { id: undefined }), 'EVENT_INVALID'),
  onCandles('an earlier bar after a later one', 'LATE', candle('LATE', { close: '16' }), storedCandle('LATE', { close: '16' }),
    earlierCandle('LATE', { openTime: START + MINUTE })),
  onCandles('the same bar again', 'AGAIN', candle('AGAIN'), storedCandle('AGAIN', { close: '15' }), earlierCandle('AGAIN', {})),
  onCandles('an older revision after a newer one', 'OLDER', candle('OLDER', { revision: 1, close: '6' }),
    storedCandle('OLDER', { revision: 2, close: '15' }), earlierCandle('OLDER', { revision: 2 })),
];

/** `now` is the moment of the append, epoch milliseconds. */
export const valueLines = (now: number): readonly BadLine[] => [...numbers, ...times, ...ahead(now), ...names, ...versions];
