/** Candles as JSON arrays: freqtrade's six columns, or Binance's twelve as its REST interface answers. */
import { lineInvalid } from '../events.ts';
import { candleReader } from './candle-reader.ts';
import { columnsOf, klineNames } from './columns.ts';
import type { FileFormat } from './format.ts';

const ARRAY = /^\s*\[([^[\]{}]*)\]\s*$/;
const CELL = /^\s*(?:"([^"\\]*)"|(-?\d[\d.eE+-]*)|null)\s*$/;

/** The cells of an array of numbers and texts: a number's own digits, nothing for null. No digit passes through a double. */
const arrayCells = (text: string): readonly string[] | undefined => {
  const pieces = ARRAY.exec(text)?.[1]?.split(',') ?? [];
  const cells: string[] = [];
  for (const piece of pieces) {
    const found = CELL.exec(piece);
    if (found === null) return undefined;
    cells.push(found[1] ?? found[2] ?? '');
  }
  return cells.length === 0 ? undefined : cells;
};

const FREQTRADE_WIDTH = 6;

/** Names of so many columns; of a width we do not know only their positions, for `--map`. */
const namesOf = (width: number): readonly string[] => {
  if (width === FREQTRADE_WIDTH || width === klineNames.length) return klineNames.slice(0, width);
  return Array.from({ length: width }, (_, at) => String(at + 1));
};

export const candleArrays: FileFormat = {
  name: 'candle-arrays',
  says: 'candles as JSON arrays, [[openTime, open, high, low, close, volume], …] or Binance’s 12 columns',
  detect: ({ text }) => /^\s*\[/.test(text),
  open: (sample, options) => {
    const width = arrayCells(sample.text)?.length ?? FREQTRADE_WIDTH;
    const candles = candleReader(columnsOf(namesOf(width), options.columns), options);
    return {
      read: (row, text, out) => {
        const cells = arrayCells(text);
        if (cells === undefined) candles.refuse(row, lineInvalid('It is not an array of numbers.'), out);
        else candles.read(row, cells, out);
      },
      finish: candles.finish,
    };
  },
};
