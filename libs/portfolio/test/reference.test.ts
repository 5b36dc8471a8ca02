import { readFileSync } from 'node:fs';
import { sharedFile } from '@streamforge/testing/shared-data';
import { Big } from 'big.js';
import { describe, expect, it } from 'vitest';
import { performance, type Performance } from '../src/performance.ts';
import { book, emptyBook, figuresAt, type Book, type BookedFill } from '../src/profit.ts';

interface PnlCase {
  readonly name: string;
  readonly fills: readonly (Pick<BookedFill, 'side' | 'price' | 'fee'> & { readonly ts: number; readonly qty: string })[];
  readonly mark_price: string;
  readonly fees_total: string;
  readonly average_cost: Readonly<Record<'gross_realised' | 'net_realised' | 'position' | 'avg_price' | 'unrealised', string>>;
  readonly fifo?: Readonly<Record<
    'gross_realised' | 'net_realised' | 'cost_of_sold' | 'roi_on_cost_of_sold' | 'open_qty' | 'open_cost' | 'unrealised', string
  >>;
}

const HALF_EVEN = 2;
/** The figure with as many digits as the reference was written with. */
const rounded = (figure: string | null, reference: string): string =>
  new Big(figure ?? 'nothing').round(reference.split('.')[1]?.length ?? 0, HALF_EVEN).toFixed();
const written = (reference: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(reference).map(([name, text]) => [name, new Big(text).toFixed()]));

const pnl = sharedFile('data/metrics/pnl_cases.json');
describe.skipIf(pnl === undefined)('the reference figures of profit and loss', () => {
  const cases = pnl === undefined ? [] : (JSON.parse(readFileSync(pnl, 'utf8')) as { cases: readonly PnlCase[] }).cases;
  const booked = ({ fills }: PnlCase, method: 'fifo' | 'average'): Book => fills.reduce(
    (books, { ts, qty, ...fill }, at) => book(books, { ...fill, id: String(at), time: ts, quantity: qty }).book,
    emptyBook(method),
  );

  it('are there', () => expect(cases.length).toBeGreaterThan(5));

  it.each(cases)('come out of average cost, digit by digit: $name', (given) => {
    const { average_cost: expected } = given;
    const figures = figuresAt(booked(given, 'average'), given.mark_price);
    expect({
      gross_realised: rounded(figures.realised, expected.gross_realised),
      net_realised: rounded(figures.net, expected.net_realised),
      position: figures.quantity,
      avg_price: rounded(figures.averagePrice, expected.avg_price),
      unrealised: rounded(figures.unrealised, expected.unrealised),
    }).toEqual(written(expected));
    expect(figures.fees).toBe(new Big(given.fees_total).toFixed());
  });

  it.each(cases.filter(({ fifo }) => fifo !== undefined))('come out of FIFO, digit by digit: $name', (given) => {
    const expected = given.fifo as NonNullable<PnlCase['fifo']>;
    const books = booked(given, 'fifo');
    const figures = figuresAt(books, given.mark_price);
    expect({
      gross_realised: figures.realised,
      net_realised: figures.net,
      cost_of_sold: books.costOfClosed,
      roi_on_cost_of_sold: rounded(figures.roi, expected.roi_on_cost_of_sold),
      open_qty: figures.quantity,
      open_cost: figures.cost,
      unrealised: figures.unrealised,
    }).toEqual(written(expected));
  });
});

interface MetricsCase {
  readonly name: string;
  readonly periods_per_year: number;
  readonly risk_free_annual: number;
  readonly equity: readonly (readonly [time: string, value: number])[];
  readonly expected: Readonly<Record<string, number | null>>;
}

const names: Readonly<Record<string, keyof Performance>> = {
  sharpe: 'sharpe', sortino: 'sortino', volatility: 'volatility', max_drawdown: 'maxDrawdown', cagr: 'cagr', calmar: 'calmar',
  total_return: 'totalReturn',
};

const metrics = sharedFile('data/metrics/metrics_cases.json');
describe.skipIf(metrics === undefined)('the reference measures of performance', () => {
  const cases = metrics === undefined ? [] : (JSON.parse(readFileSync(metrics, 'utf8')) as { cases: readonly MetricsCase[] }).cases;

  it('are there', () => expect(cases.length).toBeGreaterThan(7));

  it.each(cases)('come out within 1e-8, and undefined ones as null: $name', ({ equity, expected, ...given }) => {
    const measured = performance(equity.map(([, value]) => value), {
      periodsPerYear: given.periods_per_year, riskFree: given.risk_free_annual,
    });
    expect(Object.keys(expected).toSorted()).toEqual(Object.keys(names).toSorted());
    for (const [name, value] of Object.entries(expected)) {
      const ours = measured[names[name] as keyof Performance];
      if (value === null) expect(ours, name).toBeNull();
      else expect(Math.abs((ours ?? Number.NaN) - value), name).toBeLessThanOrEqual(1e-8);
    }
  });
});
