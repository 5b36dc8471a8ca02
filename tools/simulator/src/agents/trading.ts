/** The agents of a market: what they do minute by minute, and what they write at the end of each day. */
import type { CandleInput } from '@streamforge/contracts/events/candle';
import { mulberry32 } from '@streamforge/determinism/random';
import { DAY } from '../days.ts';
import type { SimulatedEvent } from '../events.ts';
import { MINUTE } from '../minute-of-trades.ts';
import type { SimulatedAsset } from '../roster.ts';
import type { Agent, Quotes } from './agent.ts';
import { byChance } from './by-chance.ts';
import { chaser } from './chaser.ts';
import { follower } from './follower.ts';
import { noteOf } from './notes.ts';
import { trader, type Execution } from './trader.ts';

/** Makes the generator of the random agent another one than those of prices and faults. */
const AGENT_SEED = 0xa6_e2_70;

/** Takes a minute’s true candles, in the order of the assets; gives what the agents did and, when a day is over, their notes. */
export type Trading = (openTime: number, candles: readonly CandleInput[]) => readonly SimulatedEvent[];

export const trading = (assets: readonly SimulatedAsset[], seed: number): Trading => {
  const agents: readonly Agent[] = [follower(assets), chaser(assets), byChance(assets, mulberry32(seed ^ AGENT_SEED))];
  const traders = agents.map((agent) => ({ agent, trade: trader(agent, assets), day: [] as Execution[] }));
  return (openTime, candles) => {
    const quotes = quotesOf(openTime, candles);
    const over = openTime + MINUTE;
    return traders.flatMap((one) => {
      const { events, executions } = one.trade(quotes);
      one.day.push(...executions);
      if (over % DAY !== 0) return events;
      const note = noteOf(one.agent, over, one.day);
      one.day = [];
      return [...events, note];
    });
  };
};

/** Prices are written with all their digits, so that without the point they are ticks. */
const ticksOf = (price: string | number): number => Number(String(price).replace('.', ''));

const quotesOf = (openTime: number, candles: readonly CandleInput[]): Quotes => ({
  openTime,
  close: candles.map(({ close }) => ticksOf(close)),
  high: candles.map(({ high }) => ticksOf(high)),
  low: candles.map(({ low }) => ticksOf(low)),
});
