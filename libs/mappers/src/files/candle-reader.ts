/** Rows of cells, from any format, as candles and the assets that they mention. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Interval } from '@streamforge/contracts/interval';
import type { Refusal } from '@streamforge/codec/received';
import { shown } from '@streamforge/codec/shown';
import { approximateLength } from '@streamforge/market/interval';
import { lineInvalid } from '../events.ts';
import { candleRow, type CandleDefaults } from './candle-row.ts';
import { columnList, missingField, type Columns } from './columns.ts';
import { refused, type Mapped, type RefusedRow, type Row } from './mapped.ts';
import { mentionedAssets } from './mentioned-assets.ts';
import { nameFacts } from './name-facts.ts';
import { exchangeOf, type FileOptions } from './options.ts';
import { isInterval } from './span.ts';
import { ROWS_TO_TELL, stepSearch } from './step.ts';

const INTERVAL_UNCLEAR = 'Neither the file’s name nor its rows tell the interval; give --interval.';

export interface CandleReader {
  read(row: Row, cells: readonly string[], out: Mapped[]): void;
  /** A row without cells: it is refused in its place among the others. */
  refuse(row: Row, refusal: Refusal, out: Mapped[]): void;
  finish(out: Mapped[]): void;
}

/**
 * Reads candles. Unless each row tells its interval, the first rows wait until their step tells it, or agrees with the one that was
 * named. Throws FILE_COLUMN_MISSING where the file lacks a needed column, FILE_FORMAT_UNKNOWN where the interval stays unclear or the
 * file's name contradicts the rows, and REQUEST_INVALID where the option does.
 */
export const candleReader = (columns: Columns, options: FileOptions): CandleReader => {
  const defaults = defaultsOf(columns, options);
  const assetOf = mentionedAssets();
  const waiting: ({ readonly row: Row; readonly cells: readonly string[] } | RefusedRow)[] = [];
  const steps = stepSearch();
  let known = columns.at.interval !== undefined || (defaults.interval === undefined && columns.at.closeTime !== undefined);
  let map = candleRow(columns, known ? defaults : { ...defaults, interval: defaults.interval ?? '1m' });

  const emit = (row: Row, cells: readonly string[], out: Mapped[]): void => {
    const result = map(cells);
    if ('refusal' in result) {
      out.push(refused(row, sameAsHeader(cells, columns) ?? result.refusal));
      return;
    }
    const { candle } = result;
    const sector = columns.at.sector === undefined ? undefined : cells[columns.at.sector];
    const asset = assetOf(candle.exchange, candle.symbol, sector);
    if (asset !== undefined) out.push({ line: row.line, event: asset });
    out.push({ line: row.line, event: { topic: 'market.candles.v1', value: candle } });
  };

  const release = (out: Mapped[]): void => {
    const step = steps.interval();
    const interval = defaults.interval ?? step;
    if (interval === undefined) throw new TerminalError('FILE_FORMAT_UNKNOWN', INTERVAL_UNCLEAR, { file: options.file });
    if (step !== undefined && approximateLength(step) < approximateLength(interval)) throw contradicted(interval, step, options);
    known = true;
    map = candleRow(columns, { ...defaults, interval });
    for (const each of waiting) {
      if ('cells' in each) emit(each.row, each.cells, out);
      else out.push(each);
    }
    waiting.length = 0;
  };

  return {
    read: (row, cells, out) => {
      if (known) {
        emit(row, cells, out);
        return;
      }
      const result = map(cells);
      if ('candle' in result) steps.see(result.candle.symbol, result.candle.openTime);
      waiting.push({ row, cells });
      if (waiting.length >= ROWS_TO_TELL) release(out);
    },
    refuse: (row, refusal, out) => void (known ? out : waiting).push(refused(row, refusal)),
    finish: (out) => {
      if (waiting.length > 0) release(out);
    },
  };
};

const contradicted = (named: Interval, step: Interval, { interval, file }: FileOptions): TerminalError => interval === undefined
  ? new TerminalError('FILE_FORMAT_UNKNOWN', `The file’s name says ${named}, but its rows lie ${step} apart; give --interval.`, { file })
  : new TerminalError('REQUEST_INVALID', `--interval says ${named}, but the rows lie ${step} apart.`, { file });

const defaultsOf = (columns: Columns, options: FileOptions): CandleDefaults => {
  const where = { file: options.file };
  const missing = missingField(columns);
  if (missing !== undefined) {
    throw new TerminalError('FILE_COLUMN_MISSING', `No column holds ${missing}; ${columnList(columns.names)}.`, where);
  }
  const named = nameFacts(options.file);
  const symbol = options.symbol ?? named.symbol;
  if (symbol === undefined && columns.at.symbol === undefined) {
    throw new TerminalError('FILE_COLUMN_MISSING', 'Neither a column nor the file’s name tells the symbol; give --symbol.', where);
  }
  // A close time tells the length of its own row, so it is believed before the file's name.
  const interval = givenInterval(options) ?? (columns.at.closeTime === undefined ? named.interval : undefined);
  return { exchange: exchangeOf(options), symbol, interval, timeUnit: options.timeUnit };
};

const givenInterval = ({ interval, file }: FileOptions): Interval | undefined => {
  if (interval === undefined || isInterval(interval)) return interval;
  throw new TerminalError('REQUEST_INVALID', `--interval: ${shown(interval)} is none we know, such as 1m, 1h or 1d.`, { file });
};

const sameAsHeader = (cells: readonly string[], { names }: Columns): Refusal | undefined =>
  cells.length === names.length && cells.every((cell, at) => cell === names[at])
    ? lineInvalid('The header is repeated in the middle of the file.') : undefined;
