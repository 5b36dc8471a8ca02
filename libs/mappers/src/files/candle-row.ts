/** One row of cells as a candle. */
import type { Refusal } from '@streamforge/codec/received';
import { shown } from '@streamforge/codec/shown';
import type { CandleInput } from '@streamforge/contracts/events/candle';
import type { Interval } from '@streamforge/contracts/interval';
import { lineInvalid } from '../events.ts';
import { needed, type Columns, type Field } from './columns.ts';
import { intervalOfSpan, isInterval } from './span.ts';
import { timeOf, type TimeUnit } from './time-cell.ts';

/** What holds for every row of a file; a row's own cell wins, but over close times the interval that was asked for wins. */
export interface CandleDefaults {
  readonly exchange: string;
  readonly symbol: string | undefined;
  readonly interval: Interval | undefined;
  readonly timeUnit: TimeUnit | undefined;
}

export type CandleOrRefusal = { readonly candle: CandleInput } | { readonly refusal: Refusal };

const WHOLE = /^\d{1,15}$/;
const optionalDecimals = ['quoteVolume', 'takerBuyVolume', 'takerBuyQuoteVolume'] as const;

/** A function that reads rows of such columns. Prices and quantities keep the file's spelling; the contract makes them canonical. */
export const candleRow = (columns: Columns, defaults: CandleDefaults): (cells: readonly string[]) => CandleOrRefusal => {
  const { at, names } = columns;
  const mustHave = [...needed, 'symbol' as const].map((field) => at[field]).filter((position) => position !== undefined);
  const mayHave = optionalDecimals.filter((field) => at[field] !== undefined);
  const intervalOf = intervalReader(columns, defaults);

  return (cells) => {
    const cell = (field: Field): string => cells[at[field] ?? -1] ?? '';
    if (cells.length !== names.length) return { refusal: wrongWidth(cells, names) };
    for (const position of mustHave) {
      if (cells[position] === '') return { refusal: lineInvalid(`Column ${names[position] ?? ''} is empty.`) };
    }
    const openTime = timeOf(cell('openTime'), defaults.timeUnit, nameOf(columns, 'openTime'));
    if (typeof openTime !== 'number') return { refusal: openTime };
    const interval = intervalOf(cells, openTime);
    if (typeof interval !== 'string') return { refusal: interval };
    const candle: CandleInput = {
      exchange: cell('exchange') || defaults.exchange,
      symbol: cell('symbol') || (defaults.symbol ?? ''),
      interval,
      openTime,
      open: cell('open'),
      high: cell('high'),
      low: cell('low'),
      close: cell('close'),
      volume: cell('volume'),
    };
    for (const field of mayHave) if (cell(field) !== '') candle[field] = cell(field);
    const trades = cell('trades');
    if (trades === '') return { candle };
    if (!WHOLE.test(trades)) {
      return { refusal: lineInvalid(`Column ${nameOf(columns, 'trades')}: ${shown(trades)} is not a whole number.`) };
    }
    candle.trades = Number(trades);
    return { candle };
  };
};

const nameOf = ({ at, names }: Columns, field: Field): string => names[at[field] ?? -1] ?? field;

const wrongWidth = (cells: readonly string[], names: readonly string[]): Refusal => {
  const widths = `it has ${cells.length} cells, the file ${names.length} columns.`;
  if (cells.length > names.length) return lineInvalid(`The row is too long: ${widths}`);
  return { code: 'FILE_COLUMN_MISSING', detail: `The row ends before column ${names[cells.length] ?? ''}: ${widths}` };
};

/** The interval a row says it has, or the one asked for, or what lies between its open and close times. */
const intervalReader = (columns: Columns, { interval, timeUnit }: CandleDefaults) => {
  const { interval: namedAt, closeTime: closeAt } = columns.at;
  return (cells: readonly string[], openTime: number): Interval | Refusal => {
    if (namedAt !== undefined) {
      const named = cells[namedAt] ?? '';
      return isInterval(named) ? named : lineInvalid(`Column ${nameOf(columns, 'interval')}: ${shown(named)} is no interval.`);
    }
    if (interval !== undefined) return interval;
    const name = nameOf(columns, 'closeTime');
    const closeTime = timeOf(cells[closeAt ?? -1] ?? '', timeUnit, name);
    if (typeof closeTime !== 'number') return closeTime;
    const span = closeTime - openTime + 1;
    return intervalOfSpan(span) ?? lineInvalid(`Column ${name}: ${span} ms from open to close is no interval.`);
  };
};
