import type { InputOf, TopicName } from '@streamforge/contracts/topics';
import { mulberry32 } from '@streamforge/determinism/random';
import type { Entry } from '@streamforge/testing/oracle/evidence';

/** One record to produce; `entry` is its line in the ledger, where the oracle follows it. */
export interface Work {
  readonly topic: TopicName;
  readonly value: unknown;
  readonly entry?: Entry;
}

const START = Date.UTC(2024, 0, 1);
const SYMBOLS = 6;
const MINUTES = 10;
const MOST_TOGETHER = 60;

/** The ledger's line of a candle: each revision is an event of its own, and the newest of a minute must stand. */
export const candleEntry = ({ symbol, openTime, revision, volume }: {
  readonly symbol: string; readonly openTime: number; readonly revision: number; readonly volume: string;
}): Entry => ({ id: `${symbol}@${openTime}#${revision}`, key: `${symbol}@${openTime}`, version: revision, amount: volume });

/** The ledger's line of a trade. */
export const tradeEntry = ({ symbol, id, quantity }: { readonly symbol: string; readonly id: string; readonly quantity: string }): Entry =>
  ({ id: `${symbol}/${id}`, key: `${symbol}/${id}`, version: 0, amount: quantity });

/**
 * A seeded workload in batches: revisions of candles, some that break a rule, and trades whose asset asks for candles. Revisions of one
 * candle grow in the order of the batches, so the ledger knows which one must stand in the end.
 */
export const workload = (seed: number, records: number): readonly (readonly Work[])[] => {
  const random = mulberry32(seed);
  const revisions = new Map<string, number>();
  const works: Work[] = [declaration];
  while (works.length < records) works.push(works.length % 4 === 0 ? trade(works.length, random) : candle(random, revisions));
  const batches: Work[][] = [];
  for (let from = 0, to = 0; from < works.length; from = to) batches.push(works.slice(from, to = from + 1 + Math.floor(random() * MOST_TOGETHER)));
  return batches;
};

const declaration: Work = {
  topic: 'market.assets.v1',
  value: { exchange: 'test', symbol: 'TRADED', candlesFromTrades: ['1m', '5m'], updatedAt: START } satisfies InputOf<'market.assets.v1'>,
};

const candle = (random: () => number, revisions: Map<string, number>): Work => {
  const symbol = `S${Math.floor(random() * SYMBOLS)}`;
  const openTime = START + Math.floor(random() * MINUTES) * 60_000;
  const revision = (revisions.get(`${symbol}@${openTime}`) ?? 0) + 1;
  revisions.set(`${symbol}@${openTime}`, revision);
  const broken = random() < 0.03;
  const value = {
    exchange: 'test', symbol, interval: '1m', openTime, revision,
    open: '10', high: broken ? '1' : '20', low: '5', close: String(6 + Math.floor(random() * 13)), volume: (random() * 10).toFixed(3),
  } as const satisfies InputOf<'market.candles.v1'>;
  return { topic: 'market.candles.v1', value, entry: candleEntry(value) };
};

const trade = (number: number, random: () => number): Work => {
  const value = {
    exchange: 'test', symbol: 'TRADED', id: String(number), time: START + number * 1_300 + Math.floor(random() * 5_000),
    price: (10 + random()).toFixed(4), quantity: (1 + random()).toFixed(3),
  } as const satisfies InputOf<'market.trades.v1'>;
  return { topic: 'market.trades.v1', value, entry: tradeEntry(value) };
};
