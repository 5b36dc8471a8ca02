import { describe, expect, it } from 'vitest';
import { readBytes, readText, told, valuesOf } from './reading.ts';

const header = 'open_time,open,high,low,close,volume';
const rows = ['1700000040000,1,2,0.5,1.50,10', '1700000100000,1.5,2,1,1.25,20'];
const text = [header, ...rows].join('\n');
const series = { exchange: 'local', symbol: 'BTCUSDT', interval: '1m' };
const candles = [
  { ...series, openTime: 1_700_000_040_000, open: '1', high: '2', low: '0.5', close: '1.50', volume: '10' },
  { ...series, openTime: 1_700_000_100_000, open: '1.5', high: '2', low: '1', close: '1.25', volume: '20' },
];
const klines = [
  '1700000040000,1,2,0.5,1.50,10,1700000099999,15,3,4,6,0',
  '1700000100000,1.5,2,1,1.25,20,1700000159999,25,,,,0',
];
const candlesOf = (input: string, options = {}) => valuesOf(readText(input, options).rows, 'market.candles.v1');

describe('a CSV of candles is read', () => {
  it.each([
    ['as it is', text],
    ['with CRLF and a last line end', text.replaceAll('\n', '\r\n') + '\r\n'],
    ['with a byte order mark', `\ufeff${text}`],
    ['with semicolons', text.replaceAll(',', ';')],
    ['with tabs', text.replaceAll(',', '\t')],
    ['with quotes', text.replaceAll(/[^,\n]+/g, '"$&"')],
    ['with quotes and semicolons', text.replaceAll(/[^,\n]+/g, '"$&"').replaceAll(',', ';')],
    ['with quotes and tabs', text.replaceAll(/[^,\n]+/g, '"$&"').replaceAll(',', '\t')],
    ['with spaces after commas', text.replaceAll(',', ', ')],
    ['with blank lines', text.replaceAll('\n', '\n\n')],
    ['with other names of the columns', text.replace(header, 'Timestamp,Open Price,HIGH,low,Close,Vol')],
    ['with columns that mean nothing to us', [`${header},Adj Close`, ...rows.map((row) => `${row},x`)].join('\n')],
  ])('%s', (_name, input) => {
    expect(candlesOf(input)).toEqual(candles);
  });

  it.each([1, 2, 7, 64, 5_000])('whatever the pieces its bytes come in: %i', (piece) => {
    const many = Array.from({ length: 300 }, (_, at) => `${1_700_000_040_000 + at * 60_000},1,2,0.5,1,${at}`);
    const input = `\ufeff${[header, ...many].join('\r\n')}`;
    const whole = readText(input).rows;
    expect(readText(input, {}, piece).rows).toEqual(whole);
    expect(whole.length).toBe(301);
  });

  it('in Binance’s layout with and without a header, optional cells left out', () => {
    const expected = [
      { ...candles[0], quoteVolume: '15', trades: 3, takerBuyVolume: '4', takerBuyQuoteVolume: '6' },
      { ...candles[1], quoteVolume: '25' },
    ];
    const names = 'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';
    expect(candlesOf(klines.join('\n'))).toEqual(expected);
    expect(candlesOf([names, ...klines].join('\n'), { file: 'BTCUSDT_5m.csv' })).toEqual(expected);
    expect(readText(klines.join('\n')).format).toBe('kline-csv');
  });

  it('with the interval that was asked for, over what close times say', () => {
    expect(candlesOf(klines[0] ?? '', { interval: '5m' }).map(({ interval }) => interval)).toEqual(['5m']);
  });

  it('with the exchange and the symbol that were asked for', () => {
    expect(candlesOf(text, { exchange: 'kraken', symbol: 'ETH-EUR' })[0]).toMatchObject({ exchange: 'kraken', symbol: 'ETH-EUR' });
  });

  it('with exchange, symbol and interval of each row', () => {
    const input = `venue,ticker,timeframe,${header}\nkraken,XBT,1h,${rows[0]}\n,ETH,1d,${rows[1]}`;
    expect(candlesOf(input)).toMatchObject([
      { exchange: 'kraken', symbol: 'XBT', interval: '1h' },
      { exchange: 'local', symbol: 'ETH', interval: '1d' },
    ]);
  });

  it('with the columns that --map names', () => {
    const mapped = text.replace(header, 'wann,auf,hoch,tief,zu,menge');
    const columns = { wann: 'openTime', auf: 'open', hoch: 'high', tief: 'low', zu: 'close', 6: 'volume' };
    expect(candlesOf(mapped, { columns })).toEqual(candles);
    const positions = { 1: 'openTime', 2: 'open', 3: 'high', 4: 'low', 5: 'close', 6: 'volume' };
    expect(candlesOf(rows.join('\n'), { columns: positions })).toEqual(candles);
    const swapped = candlesOf(text, { columns: { close: 'open', open: 'close' } });
    expect(swapped[0]).toMatchObject({ open: '1.50', close: '1' });
  });

  it('with a sector beyond ASCII', () => {
    const { rows: read } = readText(`symbol,sector,date,open,high,low,close,volume\nNESN,Genuß,2024-01-02,1,1,1,1,1`, { interval: '1d' });
    expect(valuesOf(read, 'market.assets.v1')).toMatchObject([{ symbol: 'NESN', sector: 'Genuß', kind: 'equity' }]);
  });

  it('declares nothing for a symbol that tells nothing, or that the contract would refuse', () => {
    const { rows: read } = readText(`symbol,sector,${header}\nAAPL,,${rows[0]}\nA/B,Tech,${rows[0]}\nAAPL,,${rows[1]}`);
    expect(valuesOf(read, 'market.assets.v1')).toEqual([]);
    expect(valuesOf(read, 'market.candles.v1').length).toBe(3);
  });
});

describe('the interval is told from the rows', () => {
  const day = 86_400_000;
  const at = (times: readonly number[]): string => [header, ...times.map((time) => `${time},1,1,1,1,1`)].join('\n');
  const start = Date.UTC(2024, 0, 1);
  const intervals = (input: string): readonly string[] =>
    [...new Set(candlesOf(input, { file: 'X.csv', symbol: 'X' }).map(({ interval }) => interval))];

  it('with gaps, by what most rows say', () => {
    expect(intervals(at([0, 1, 4, 5, 6, 30].map((hour) => start + hour * 3_600_000)))).toEqual(['1h']);
  });
  it('of months', () => {
    expect(intervals(at([0, 31, 60, 91, 121].map((days) => start + days * day)))).toEqual(['1M']);
  });
  it('of a panel sorted by time', () => {
    const panel = [0, 1, 2].flatMap((days) => ['A', 'B', 'C'].map((symbol) => `${symbol},${start + days * day},1,1,1,1,1`));
    expect(intervals([`symbol,${header}`, ...panel].join('\n'))).toEqual(['1d']);
  });
  it('after a bad first row, without waiting for the end of a long file', () => {
    const lines = Array.from({ length: 600 }, (_, minute) => `${start + minute * 60_000},1,1,1,1,1`);
    const { rows: read } = readText([header, 'x', ...lines].join('\n'), { file: 'X.csv', symbol: 'X' });
    expect(told(read)).toEqual(['2 FILE_COLUMN_MISSING The row ends before column open: it has 1 cells, the file 6 columns. <x>']);
    expect(valuesOf(read, 'market.candles.v1').length).toBe(600);
  });
  it.each([
    ['one row', at([start])],
    ['steps of seven minutes', at([0, 7, 14].map((minutes) => start + minutes * 60_000))],
  ])('or asked for: %s', (_name, input) => {
    expect(() => readText(input, { file: 'X.csv', symbol: 'X' })).toThrow('give --interval');
  });
});

describe('times', () => {
  const timeOf = (time: string, options = {}): number | string => {
    const { rows: read } = readText(`${header}\n${time},1,1,1,1,1`, options);
    return valuesOf(read, 'market.candles.v1')[0]?.openTime ?? told(read)[0] ?? '';
  };
  it.each([
    ['1700000040000', 1_700_000_040_000],
    ['1700000040000.0', 1_700_000_040_000],
    ['2023-11-14', Date.UTC(2023, 10, 14)],
    ['2023-11-14T22:14', Date.UTC(2023, 10, 14, 22, 14)],
    ['2023-11-14 22:14:00', Date.UTC(2023, 10, 14, 22, 14)],
    ['2023-11-14 22:14:00.250', Date.UTC(2023, 10, 14, 22, 14, 0, 250)],
    ['2023-11-14 22:14:00 UTC', Date.UTC(2023, 10, 14, 22, 14)],
    ['2023-11-14T22:14:00Z', Date.UTC(2023, 10, 14, 22, 14)],
    ['2023-11-14T22:14:00+01:00', Date.UTC(2023, 10, 14, 21, 14)],
    ['2023-11-14T22:14:00-0530', Date.UTC(2023, 10, 15, 3, 44)],
  ])('%s is read', (time, expected) => {
    expect(timeOf(time)).toBe(expected);
  });
  it.each([
    ['1700000040', 's', 1_700_000_040_000],
    ['1700000040.5', 's', 1_700_000_040_500],
    ['1700000040000', 'ms', 1_700_000_040_000],
    ['1700000040000999', 'us', 1_700_000_040_000],
    ['1700000040000999999', 'ns', 1_700_000_040_000],
  ] as const)('%s is read in %s where the user says so', (time, timeUnit, expected) => {
    expect(timeOf(time, { timeUnit })).toBe(expected);
  });
  it('of klines in microseconds keep their interval', () => {
    const input = '1735689600000000,1,1,1,1,1,1735689659999999,1,1,1,1,0';
    expect(candlesOf(input, { timeUnit: 'us' })).toMatchObject([{ openTime: 1_735_689_600_000, interval: '1m' }]);
  });
  it.each([
    ['1700000040', 'TIME_INVALID', 'if it is in seconds, say --time-unit s'],
    ['1700000040000000', 'TIME_INVALID', 'if it is in microseconds, say --time-unit us'],
    ['1700000040000000000', 'TIME_INVALID', 'if it is in nanoseconds, say --time-unit ns'],
    ['0001-01-01', 'TIME_INVALID', 'not a time between 1971 and 2200'],
    ['9999-01-01', 'TIME_INVALID', 'not a time between 1971 and 2200'],
    ['1700000040000.5', 'FILE_LINE_INVALID', 'not a whole number of milliseconds'],
    ['1.7E+12', 'FILE_LINE_INVALID', 'neither epoch milliseconds nor a date'],
    ['2023-02-30', 'FILE_LINE_INVALID', 'neither epoch milliseconds nor a date'],
    ['2023-13-01', 'FILE_LINE_INVALID', 'neither epoch milliseconds nor a date'],
    ['2023-11-14Z', 'FILE_LINE_INVALID', 'neither epoch milliseconds nor a date'],
    ['2023-11-14T25:00:00Z', 'FILE_LINE_INVALID', 'neither epoch milliseconds nor a date'],
    ['14/11/2023', 'FILE_LINE_INVALID', 'neither epoch milliseconds nor a date'],
    ['-1', 'FILE_LINE_INVALID', 'neither epoch milliseconds nor a date'],
  ])('%s is refused, never scaled', (time, code, reason) => {
    const refusal = timeOf(time);
    expect(refusal).toContain(`2 ${code} Column open_time: "${time}"`);
    expect(refusal).toContain(reason);
  });
  it('that are out of range though a unit was named are refused', () => {
    expect(timeOf('1700000040000', { timeUnit: 's' })).toContain('is not a time between 1971 and 2200.');
    expect(timeOf('17', { timeUnit: 'us' })).toContain('TIME_INVALID');
  });
});

describe('a bad line is refused with its number, column and bytes; the next one is read', () => {
  const badQuotes = 'Its quotes are not closed, or not at the edges of a cell.';
  it.each([
    ['too few cells', '1700000040000,1,2', 'FILE_COLUMN_MISSING The row ends before column low: it has 3 cells, the file 6 columns.'],
    ['too many cells', `${rows[0]},9`, 'FILE_LINE_INVALID The row is too long: it has 7 cells, the file 6 columns.'],
    ['an empty price', '1700000040000,1,,0.5,1,10', 'FILE_LINE_INVALID Column high is empty.'],
    ['an empty volume', '1700000040000,1,2,0.5,1,', 'FILE_LINE_INVALID Column volume is empty.'],
    ['an empty time', ',1,2,0.5,1,10', 'FILE_LINE_INVALID Column open_time is empty.'],
    ['the header again', header, 'FILE_LINE_INVALID The header is repeated in the middle of the file.'],
    ['another separator', '1700000040000;1;2', 'FILE_COLUMN_MISSING The row ends before column open: it has 1 cells, the file 6 columns.'],
    ['an open quote', '"1700000040000,1,2,0.5,1,10', `FILE_LINE_INVALID ${badQuotes}`],
    ['a quote within a cell', '1700000040000,1"5,2,0.5,1,10', `FILE_LINE_INVALID ${badQuotes}`],
  ])('%s', (_name, line, reason) => {
    const { rows: read } = readText([header, line, ...rows].join('\r\n'));
    expect(told(read)).toEqual([`2 ${reason} <${line}>`]);
    expect(valuesOf(read, 'market.candles.v1')).toEqual(candles);
  });

  it('bytes that are not UTF-8 are kept as they were', () => {
    const bad = Buffer.from([0x31, 0xff, 0xfe, 0x2c]);
    const input = Buffer.concat([Buffer.from(`${header}\n`), bad, Buffer.from(`\n${rows[0]}`)]);
    const { rows: read } = readBytes(input, { file: 'BTCUSDT_1m.csv' });
    expect(read[0]).toEqual({ line: 2, refusal: { code: 'ENCODING_NOT_UTF8', detail: 'Its bytes are not UTF-8.' }, bytes: bad });
    expect(valuesOf(read, 'market.candles.v1')).toEqual(candles.slice(0, 1));
  });

  it.each([65_536, 5_000_000])('a line of more than 1 MiB is skipped, in pieces of %i', (piece) => {
    const { rows: read } = readText([header, rows[0], '9'.repeat(3_000_000), rows[1]].join('\n'), {}, piece);
    expect(told(read)).toEqual([`3 FILE_TOO_LARGE It is longer than 1 MiB. <${'9'.repeat(4_096)}>`]);
    expect(valuesOf(read, 'market.candles.v1')).toEqual(candles);
  });

  it('a count of trades or an interval that is none, or a close time that fits nothing', () => {
    const bad = (line: string): string => told(readText(line).rows)[0] ?? '';
    expect(bad(klines[0]?.replace(',3,', ',3.5,') ?? '')).toContain('Column count: "3.5" is not a whole number.');
    const closing = (time: string): string => klines[0]?.replace('1700000099999', time) ?? '';
    expect(bad(closing('1700000099990'))).toContain('Column close_time: 59991 ms from open to close is no interval.');
    expect(bad(closing('99'))).toContain('TIME_INVALID Column close_time: "99"');
    expect(bad(`interval,${header}\n7m,${rows[0]}`)).toContain('Column interval: "7m" is no interval.');
    expect(bad(`symbol,${header}\n,${rows[0]}`)).toContain('Column symbol is empty.');
  });
});

describe('a file that can’t be read as a whole is refused with what to do', () => {
  it.each<[string, string, Parameters<typeof readText>[1], string]>([
    ['no rows', '', {}, 'It has no rows.'],
    ['blank lines only', '\n\n', {}, 'It has no rows.'],
    ['prose', 'Dear diary,\nnothing happened.', {}, 'FORMAT_UNKNOWN'],
    ['six bare columns, which could mean anything', rows.join('\n'), {}, 'FORMAT_UNKNOWN'],
    ['UTF-16', '\u0000', {}, 'FORMAT_UNKNOWN'],
    ['a missing close', text.replace('close', 'closed_at'), {}, 'No column holds close; there are open_time, open'],
    ['no symbol', text, { file: 'data.csv' }, 'give --symbol'],
    ['an interval that is none', text, { interval: '2m' }, '--interval: "2m" is none we know'],
    ['an interval longer than the step between rows', text, { interval: '5m' }, '--interval says 5m, but the rows lie 1m apart.'],
    ['the same over close times', klines.join('\n'), { interval: '5m' }, '--interval says 5m, but the rows lie 1m apart.'],
    ['a name that says a longer interval', text, { file: 'BTCUSDT_1h.csv' }, 'name says 1h, but its rows lie 1m apart; give --interval.'],
    ['--map with a column that is not there', text, { columns: { Last: 'close' } }, '--map: there is no column "Last"'],
    ['--map with a position that is not there', text, { columns: { 7: 'close' } }, '--map: there is no column "7"'],
    ['--map with a field that is none', text, { columns: { open: 'opening' } }, '--map: "opening" is no field'],
  ])('%s', (_name, input, options, reason) => {
    const message = (): string => {
      try {
        readText(input, options);
      } catch (error) {
        return error instanceof Error ? error.message.replace('The file’s format was not recognised.', 'FORMAT_UNKNOWN') : '';
      }
      return 'it was read';
    };
    expect(message()).toContain(reason);
  });

  it.each([
    ['a NUL', [0x50, 0x4b, 0x03, 0x04, 0x00, 0x0a, 0x31]],
    ['mostly bytes that are no text', Array.from({ length: 4_000 }, (_, at) => 0x80 + at * 7_919 % 128)],
  ])('binary data is refused as a whole: %s', (_name, bytes) => {
    expect(() => readBytes(Uint8Array.from(bytes), { file: 'BTCUSDT_1m.csv' })).toThrow('It is not text');
  });

  it('Latin-1 text is read, only its rows beyond ASCII are refused', () => {
    expect(told(readBytes(Buffer.from(`${text}\nZürich\n`, 'latin1'), { file: 'BTCUSDT_1m.csv' }).rows)).toHaveLength(1);
  });

  it('UTF-16 is named', () => {
    expect(() => readBytes(Buffer.from(`\ufeff${text}`, 'utf16le'), { file: 'BTCUSDT_1m.csv' })).toThrow('It is UTF-16; save it as UTF-8.');
  });
});
