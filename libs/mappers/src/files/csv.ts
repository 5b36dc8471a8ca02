/** Candles in separated values, with a header or in Binance's own layout without one. */
import { lineInvalid } from '../events.ts';
import { candleReader } from './candle-reader.ts';
import { cellsOf, separatorOf } from './cells.ts';
import { columnsOf, klineNames, needed, type Columns } from './columns.ts';
import type { FileFormat, Sample } from './format.ts';
import type { RowReader } from './mapped.ts';
import type { FileOptions } from './options.ts';

const NUMBER = /^-?\d+(\.\d*)?([eE][+-]?\d+)?$/;

const firstCells = ({ framing, text }: Sample): readonly string[] =>
  framing === 'lines' && !/^\s*[[{]/.test(text) ? cellsOf(text, separatorOf(text)) ?? [] : [];

const isHeader = (cells: readonly string[]): boolean => cells.length > 1 && !cells.some((cell) => NUMBER.test(cell));
const isKlineHeader = (cells: readonly string[]): boolean => isHeader(cells) && columnsOf(cells).at.closeTime !== undefined;

/** Reads the lines below a header, or all lines of a file that has none. */
const csvReader = (sample: Sample, options: FileOptions): RowReader => {
  const separator = separatorOf(sample.text);
  const cells = firstCells(sample);
  let atHeader = isHeader(cells);
  const candles = candleReader(layout(cells, atHeader, options), options);
  return {
    read: (row, text, out) => {
      if (atHeader) {
        atHeader = false;
        return;
      }
      const found = cellsOf(text, separator);
      if (found === undefined) candles.refuse(row, lineInvalid('Its quotes are not closed, or not at the edges of a cell.'), out);
      else candles.read(row, found, out);
    },
    finish: candles.finish,
  };
};

/** Without a header the columns have their positions as names, or Binance's where there are as many. */
const layout = (cells: readonly string[], hasHeader: boolean, { columns }: FileOptions): Columns => {
  if (hasHeader) return columnsOf(cells, columns);
  return columnsOf(cells.length === klineNames.length ? klineNames : cells.map((_, at) => String(at + 1)), columns);
};

export const klineCsv: FileFormat = {
  name: 'kline-csv',
  says: 'Binance klines: 12 columns, with or without a header; the interval follows from the close time',
  detect: (sample) => {
    const cells = firstCells(sample);
    return isKlineHeader(cells) || (cells.length === klineNames.length && cells.every((cell) => NUMBER.test(cell)));
  },
  open: csvReader,
};

export const ohlcvCsv: FileFormat = {
  name: 'ohlcv-csv',
  says: 'candles under a header such as symbol,open_time,open,high,low,close,volume; also with sector, or date and Name; or by --map',
  detect: (sample, { columns }) => {
    const cells = firstCells(sample);
    if (columns !== undefined) return cells.length > 1;
    return isHeader(cells) && meantAsCandles(columnsOf(cells));
  },
  open: csvReader,
};

/** A header with a few of the needed fields is meant for candles; then the user is told which one it lacks. */
const meantAsCandles = ({ at }: Columns): boolean => needed.filter((field) => at[field] !== undefined).length >= 3;
