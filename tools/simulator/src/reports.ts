/** Documents that report big moves. Their text is made here; they are marked as simulated. */
import type { SimulatedEvent } from './events.ts';
import { MINUTE } from './minute-of-trades.ts';
import type { Regime } from './regimes.ts';
import type { SimulatedAsset } from './roster.ts';

/** A report looks back this many minutes. */
const LOOKBACK = 15;
/** The smallest move worth a report. */
const BIG = 0.008;
/** An asset is reported on at most once in so many minutes. */
const QUIET = 60;

export interface Reporter {
  /** Takes the asset's close of a minute and reports a big move, if there was one. */
  see(at: number, openTime: number, close: number, regime: Regime): SimulatedEvent<'documents.v1'> | undefined;
}

/** Follows all assets of a market, `at` being an asset's position. */
export const reporter = (assets: readonly SimulatedAsset[]): Reporter => {
  const closes: number[][] = assets.map(() => []);
  const quietUntil = assets.map(() => 0);
  return {
    see: (at, openTime, close, regime) => {
      const [asset, seen] = [assets[at], closes[at]];
      if (asset === undefined || seen === undefined) return undefined;
      seen.push(close);
      if (seen.length <= LOOKBACK) return undefined;
      const move = close / (seen.shift() ?? close) - 1;
      if (Math.abs(move) < BIG || openTime < (quietUntil[at] ?? 0)) return undefined;
      quietUntil[at] = openTime + QUIET * MINUTE;
      const leader = asset.leader === undefined ? undefined : assets[asset.leader];
      return report(asset, leader, { publishedAt: openTime + MINUTE, move, close, regime });
    },
  };
};

interface Move {
  readonly publishedAt: number;
  readonly move: number;
  readonly close: number;
  readonly regime: Regime;
}

const report = (asset: SimulatedAsset, leader: SimulatedAsset | undefined, moved: Move): SimulatedEvent<'documents.v1'> => {
  const { publishedAt, move, close, regime } = moved;
  const percent = `${(Math.abs(move) * 100).toFixed(1)} %`;
  const direction = move > 0 ? 'rises' : 'falls';
  const cause = leader === undefined
    ? `${asset.name} leads the ${asset.sector} sector: its followers tend to move the same way a minute later.`
    : `${asset.name} follows ${leader.name} (${leader.symbol}), the leader of the ${asset.sector} sector, by a minute.`;
  const value = {
    id: `sim-move-${asset.symbol}-${publishedAt}`,
    title: `${asset.name} ${direction} ${percent} in ${LOOKBACK} minutes`,
    text: `${asset.symbol} ${direction} ${percent} within ${LOOKBACK} minutes, to ${close.toFixed(asset.priceDigits)}. `
      + `The market is ${regime}. ${cause} This market is simulated; none of it happened.`,
    source: 'StreamForge simulator',
    publishedAt,
    symbols: leader === undefined ? [asset.symbol] : [asset.symbol, leader.symbol],
    language: 'en',
    simulated: true,
    metadata: { sector: asset.sector, regime, movePercent: Number((move * 100).toFixed(2)), minutes: LOOKBACK },
  };
  return { topic: 'documents.v1', value };
};
