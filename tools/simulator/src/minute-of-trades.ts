/** The trades of one asset in one minute, and the candle that they make. */
import type { Random } from '@streamforge/determinism/random';
import type { CandleInput } from '@streamforge/contracts/events/candle';
import type { TradeInput } from '@streamforge/contracts/events/trade';
import { EXCHANGE, type SimulatedAsset } from './roster.ts';

export const MINUTE = 60_000;
/** Quantities are whole lots of a thousandth. */
export const LOT_DIGITS = 3;

/** A trade in whole ticks and lots, so that sums are exact. */
interface Deal {
  readonly ticks: number;
  readonly lots: number;
  readonly time: number;
  readonly takerBuys: boolean;
}

export interface TradedMinute {
  readonly candle: CandleInput;
  readonly trades: readonly TradeInput[];
  /** The candle as it stood when a part of the trades had happened: still open. */
  readonly openCandle: CandleInput;
  /** Price of the last trade. */
  readonly close: number;
}

export interface Draws {
  readonly random: Random;
  readonly noise: () => number;
}

/** A whole number of units as a decimal with that many digits after the point: `unitsText(123450, 2)` → `1234.50`. */
export const unitsText = (units: number, digits: number): string => {
  if (digits === 0) return String(units);
  const text = String(units).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
};

/** Where an asset goes in a minute. */
export interface Course {
  readonly openTime: number;
  readonly lastClose: number;
  /** The minute's log return. */
  readonly move: number;
  /** Standard deviation of such moves now. */
  readonly deviation: number;
}

/** Trades from the last close to the last close times exp(move), on a Brownian bridge between. */
export const tradeMinute = (asset: SimulatedAsset, course: Course, draws: Draws): TradedMinute => {
  const { openTime } = course;
  const deals = dealsOf(asset, course, draws);
  const trades = deals.map((deal, at): TradeInput => ({
    exchange: EXCHANGE,
    symbol: asset.symbol,
    // Numbered by minute, so that an id never depends on where a simulation began.
    id: String((openTime / MINUTE) * 1_000 + at),
    time: deal.time,
    price: unitsText(deal.ticks, asset.priceDigits),
    quantity: unitsText(deal.lots, LOT_DIGITS),
    side: deal.takerBuys ? 'buy' : 'sell',
  }));
  const soFar = deals.slice(0, Math.ceil(deals.length / 2));
  const close = (deals.at(-1)?.ticks ?? 1) / 10 ** asset.priceDigits;
  return {
    candle: candleOf(asset, openTime, deals),
    openCandle: { ...candleOf(asset, openTime, soFar), closed: false, revision: soFar.length },
    trades,
    close,
  };
};

const dealsOf = (asset: SimulatedAsset, { openTime, lastClose, move, deviation }: Course, { random, noise }: Draws): readonly Deal[] => {
  const count = 4 + Math.floor(random() * 8);
  const busy = 1 + Math.abs(move) / deviation;
  return Array.from({ length: count }, (_, at) => {
    const part = (at + 1) / count;
    const wander = deviation * Math.sqrt(part * (1 - part)) * noise();
    const price = lastClose * Math.exp(move * part + wander);
    return {
      ticks: Math.max(1, Math.round(price * 10 ** asset.priceDigits)),
      lots: 1 + Math.round((busy * 1_000 * Math.exp(0.8 * noise())) / Math.sqrt(asset.startPrice)),
      time: openTime + Math.floor(((at + random()) / count) * MINUTE),
      takerBuys: random() < 0.5 + Math.sign(move) * 0.1,
    };
  });
};

const candleOf = ({ symbol, priceDigits }: SimulatedAsset, openTime: number, deals: readonly Deal[]): CandleInput => {
  const ticks = deals.map((deal) => deal.ticks);
  const lots = (chosen: readonly Deal[]): number => chosen.reduce((sum, deal) => sum + deal.lots, 0);
  return {
    exchange: EXCHANGE,
    symbol,
    interval: '1m',
    openTime,
    open: unitsText(ticks[0] ?? 0, priceDigits),
    high: unitsText(Math.max(...ticks), priceDigits),
    low: unitsText(Math.min(...ticks), priceDigits),
    close: unitsText(ticks.at(-1) ?? 0, priceDigits),
    volume: unitsText(lots(deals), LOT_DIGITS),
    trades: deals.length,
    takerBuyVolume: unitsText(lots(deals.filter(({ takerBuys }) => takerBuys)), LOT_DIGITS),
  };
};
