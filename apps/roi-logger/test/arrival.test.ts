import { mulberry32 } from '@streamforge/determinism/random';
import type { Bar } from '@streamforge/contracts/events/bar';
import { LotMethod } from '@streamforge/contracts/events/roi';
import type { InputOf } from '@streamforge/contracts/topics';
import { inFillOrder } from '@streamforge/portfolio/fill-order';
import { equityCurve, type EquityPoint as PurePoint } from '@streamforge/portfolio/equity';
import { describe, expect, it } from 'vitest';
import { bar, MINUTE, openHarness, START, type Harness } from './harness.ts';

type FillInput = InputOf<'agent.fills.v1'>;
type PredictionInput = InputOf<'gnn.predictions.v1'>;

const MINUTES = 60;
const symbols = ['BTCUSDT', 'ETHUSDT', 'XRPUSDT'];
const accounts = ['ada', 'bob', 'eve'];
const random = mulberry32(7);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

const bars: readonly Bar[] = symbols.flatMap((symbol) => Array.from({ length: MINUTES }, (_, minute) =>
  bar(minute, `${80 + Math.floor(random() * 40)}.${1 + Math.floor(random() * 9)}`, { symbol })).filter(() => random() < 0.9));

const fills: readonly FillInput[] = Array.from({ length: 45 }, (_, n) => ({
  id: `f${n}`, account: pick(accounts), symbol: pick(symbols), side: pick(['buy', 'sell'] as const), quantity: `${1 + Math.floor(random() * 5)}.5`,
  price: `${80 + Math.floor(random() * 40)}`, fee: '0.125',
  // In order but for every tenth, which comes late.
  time: START + Math.floor((n % 10 === 9 ? n / 2 : n) * MINUTES / 45 * MINUTE + random() * MINUTE / 2),
}));

const predictions: readonly PredictionInput[] = Array.from({ length: 20 }, (_, n) => ({
  model: 'lead', version: 1 + n % 2, exchange: 'local', symbol: pick(symbols), interval: '1m', openTime: START + (n * 3 + 1) * MINUTE,
  probabilityUp: Math.floor(random() * 100) / 100, expectedReturn: 0,
}));

/** Pieces of several streams, each in its order, taken in turns that a seed decides. */
const shuffled = (seed: number, streams: readonly (readonly (() => Promise<void>)[])[]): readonly (() => Promise<void>)[] => {
  const turn = mulberry32(seed);
  const left = streams.map((stream) => [...stream]);
  const order: (() => Promise<void>)[] = [];
  while (left.some((stream) => stream.length > 0)) {
    const next = left[Math.floor(turn() * left.length)]?.shift();
    if (next !== undefined) order.push(next);
  }
  return order;
};

const pieces = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));

/** The same fills as if their account had produced them in any order. */
const scattered = (seed: number, items: typeof fills): typeof fills => {
  const turn = mulberry32(seed);
  return items.map((item) => ({ item, at: turn() })).toSorted((a, b) => a.at - b.at).map(({ item }) => item);
};

const streams = (harness: Harness, size: number, produced: typeof fills) => [
  ...symbols.map((symbol) => pieces(bars.filter((one) => one.symbol === symbol), size).map((some) => () => harness.publishBars(some))),
  ...accounts.map((account) => pieces(produced.filter((one) => one.account === account), size).map((some) => () => harness.produce('agent.fills.v1', some))),
  pieces(predictions, size).map((some) => () => harness.produce('gnn.predictions.v1', some)),
];

/** The ledger after everything came in the order of a seed; with `wait`, each piece is handled before the next comes. */
const ledgerAfter = async (seed: number, options: { readonly batchRecords?: number; readonly partitions?: number; readonly wait: boolean; readonly size: number; readonly scatter?: boolean }) => {
  const harness = await openHarness(options);
  for (const step of shuffled(seed, streams(harness, options.size, options.scatter === true ? scattered(seed, fills) : fills))) {
    await step();
    if (options.wait) await harness.settled();
  }
  await harness.settled();
  const lines = await harness.lines();
  const curves = await Promise.all(accounts.map((account) => harness.reader.equity(account, { limit: 10_000 })));
  await harness.close();
  return { lines, curves };
};

/** Rounded: under average cost the rounded shares of two closes may differ in the last digit. */
const comparable = ({ time, equity, realised, unrealised, fees, roi, fills: count }: PurePoint): object =>
  ({ time, fees, fills: count, equity: Number(equity).toFixed(9), realised: Number(realised).toFixed(9), unrealised: Number(unrealised).toFixed(9), roi: Number(roi).toFixed(12) });

describe('the ledger, whether fills, bars or predictions come first,', () => {
  const expected = ledgerAfter(1, { wait: false, size: 500 });

  it('has something to compare', async () => {
    const { lines } = await expected;
    expect(lines.filter((line) => line.startsWith('["ledger_points"')).length).toBeGreaterThan(100);
    expect(lines.filter((line) => line.startsWith('["ledger_predictions"') && !line.includes('null')).length).toBeGreaterThan(10);
  });

  it.each([
    { seed: 2, wait: true, size: 20, batchRecords: 7, partitions: 3 },
    { seed: 3, wait: false, size: 2, batchRecords: 1, partitions: 12 },
    { seed: 4, wait: false, size: 9, batchRecords: 500, partitions: 1 },
    { seed: 5, wait: true, size: 45, batchRecords: 500, partitions: 8 },
    { seed: 6, wait: false, size: 3, batchRecords: 2, partitions: 3, scatter: true },
  ])('is the same in another order of arrival: $batchRecords records a batch, $partitions partitions', async ({ seed, ...options }) => {
    expect((await ledgerAfter(seed, options)).lines).toEqual((await expected).lines);
  });

  it('values each account as the pure curve does, at every point', async () => {
    const { curves } = await expected;
    for (const [n, account] of accounts.entries()) {
      const points = curves[n] ?? [];
      const own = fills.filter((one) => one.account === account).map((one) =>
        ({ ...one, id: String(one.id), fee: String(one.fee), instrument: one.symbol, price: String(one.price), quantity: String(one.quantity) })).toSorted(inFillOrder);
      for (const method of LotMethod.options) {
        const pure = equityCurve({
          method, capital: '10000', times: points.map(({ time }) => time), fills: own,
          marks: bars.toSorted((a, b) => a.openTime - b.openTime).map(({ symbol, openTime, close }) => ({ instrument: symbol, time: openTime + MINUTE, price: close })),
        });
        const ours = points.map((point) => ({ ...point, realised: point.realised[method], unrealised: point.unrealised[method] }));
        expect(ours.map(comparable), `${account} ${method}`).toEqual([...pure].map(comparable));
      }
    }
  });
});
