/** The bad agent: it buys what has just risen at the top of the minute, sells in haste at the bottom of one, and does so all day. */
import type { SimulatedAsset } from '../roster.ts';
import { MINUTE } from '../minute-of-trades.ts';
import type { Agent, Decision, Quotes } from './agent.ts';

/** It looks back so many minutes. */
const LOOKBACK = 15;
/** It buys every so many minutes and sells when half of them are over. */
const EVERY = 20;

export const chaser = (assets: readonly SimulatedAsset[]): Agent => {
  const seen: (readonly number[])[] = [];
  let bought: number | undefined;

  const riser = (now: readonly number[], then: readonly number[]): { readonly asset: number; readonly rise: number } => {
    const rises = assets.map((_, at) => (now[at] ?? 1) / (then[at] ?? now[at] ?? 1) - 1);
    const rise = Math.max(...rises);
    return { asset: rises.indexOf(rise), rise };
  };

  const buy = ({ close, high }: Quotes, then: readonly number[]): Decision => {
    const { asset, rise } = riser(close, then);
    if (rise <= 0) return { type: 'hold', asset, reason: 'Nothing rises.' };
    bought = asset;
    const reason = `${assets[asset]?.symbol} rose ${(rise * 100).toFixed(2)} % in ${LOOKBACK} minutes; it must go on.`;
    return { type: 'open', asset, side: 'buy', ticks: high[asset] ?? 1, reason };
  };

  return {
    account: 'sim-chaser',
    says: 'It buys whatever has risen most, at the top of the minute, and sells ten minutes later at the bottom of one.',
    decide: (quotes) => {
      seen.push(quotes.close);
      const then = seen.length > LOOKBACK ? seen.shift() : undefined;
      const minute = quotes.openTime / MINUTE % EVERY;
      if (minute === 0 && then !== undefined && bought === undefined) return [buy(quotes, then)];
      if (minute !== EVERY / 2 || bought === undefined) return [];
      const asset = bought;
      bought = undefined;
      return [{ type: 'close', asset, side: 'sell', ticks: quotes.low[asset] ?? 1, reason: 'Ten minutes are enough.' }];
    },
  };
};
