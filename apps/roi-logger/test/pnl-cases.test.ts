import { readFileSync } from 'node:fs';
import type { InputOf } from '@streamforge/contracts/topics';
import { money } from '@streamforge/portfolio/money';
import { sharedFile } from '@streamforge/testing/shared-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bar, openHarness, START, type Harness } from './harness.ts';

interface Case {
  readonly name: string;
  readonly fills: readonly { readonly ts: number; readonly side: 'buy' | 'sell'; readonly qty: string; readonly price: string; readonly fee: string }[];
  readonly mark_price: string;
  readonly fees_total: string;
  readonly average_cost: Readonly<Record<'gross_realised' | 'net_realised' | 'position' | 'avg_price' | 'unrealised', string>>;
  readonly fifo?: Readonly<Record<'gross_realised' | 'net_realised' | 'cost_of_sold' | 'open_qty' | 'open_cost' | 'unrealised', string>>;
}

const file = sharedFile('data/metrics/pnl_cases.json');
const cases = file === undefined ? [] : (JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] }).cases;

const DIGITS = 12;
/** Figures of the cases are written with at most twelve digits after the point. */
const figure = (text: string | null): string => money(text ?? 'null').round(DIGITS, 2).toFixed();

/** Cases without real times count from the start. */
const timeOf = (ts: number): number => (ts < START / 2 ? START + ts : ts);

describe.skipIf(file === undefined)('reference cases, from the log to the figures', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness({ env: { ROI_EQUITY_INTERVAL: '1d' } });
    const fills = cases.flatMap(({ name, fills: of }) => of.map(({ ts, side, qty, price, fee }, n): InputOf<'agent.fills.v1'> =>
      ({ id: `${name}-${n}`, account: name, symbol: name, side, quantity: qty, price, fee, time: timeOf(ts) })));
    await harness.feed('agent.fills.v1', fills);
    await harness.feedBars(cases.map(({ name, fills: of, mark_price: close }) => {
      const openTime = Math.floor(timeOf(of.at(-1)?.ts ?? 0) / 60_000) * 60_000;
      return bar(0, close, { symbol: name, openTime });
    }));
  });
  afterAll(() => harness.close());

  it.each(cases.map((one) => [one.name, one] as const))('%s', async (name, { average_cost: average, fifo, fees_total: fees, fills }) => {
    const byAverage = await harness.reader.figures(name, 'average');
    expect(byAverage?.fills).toBe(fills.length);
    expect({
      gross: figure(byAverage?.realised ?? ''), net: figure(byAverage?.net ?? ''), fees: figure(byAverage?.fees ?? ''),
      unrealised: figure(byAverage?.unrealised ?? ''), position: figure(byAverage?.holdings[0]?.quantity ?? ''),
    }).toEqual({
      gross: figure(average.gross_realised), net: figure(average.net_realised), fees: figure(fees),
      unrealised: figure(average.unrealised), position: figure(average.position),
    });
    const price = byAverage?.holdings[0]?.averagePrice ?? null;
    expect(price === null ? money('0').toFixed() : figure(price)).toBe(figure(average.avg_price));
    expect(money(byAverage?.equity ?? '').minus(10_000).toFixed())
      .toBe(money(byAverage?.net ?? '').plus(byAverage?.unrealised ?? '').toFixed());
    if (fifo === undefined) return;
    const byFifo = await harness.reader.figures(name, 'fifo');
    const closes = (await harness.reader.fills(name, { limit: 1_000 })).flatMap(({ closed }) => closed.fifo ?? []);
    expect({
      gross: byFifo?.realised, net: byFifo?.net, unrealised: byFifo?.unrealised, quantity: byFifo?.holdings[0]?.quantity, cost: byFifo?.holdings[0]?.cost,
      sold: closes.reduce((sum, { cost }) => sum.plus(cost), money('0')).toFixed(),
    }).toEqual({
      gross: money(fifo.gross_realised).toFixed(), net: money(fifo.net_realised).toFixed(), unrealised: money(fifo.unrealised).toFixed(),
      quantity: money(fifo.open_qty).toFixed(), cost: money(fifo.open_cost).toFixed(), sold: money(fifo.cost_of_sold).toFixed(),
    });
    expect(byFifo?.equity).toBe(byAverage?.equity);
  });
});
