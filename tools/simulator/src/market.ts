/**
 * The demo market: assets in sectors, followers that repeat their leader a minute later, calm and stormy regimes, agents that trade,
 * and the faults that real sources have. The same seed and start give the same events, and neither faults nor agents change the prices.
 */
import { mulberry32 } from '@streamforge/determinism/random';
import { trading } from './agents/trading.ts';
import { dayReporter } from './day-reports.ts';
import type { SimulatedEvent, SimulatedMinute } from './events.ts';
import { faultyPublisher, noFaults, usualFaults, type FaultRates } from './faults.ts';
import { MINUTE, tradeMinute } from './minute-of-trades.ts';
import { normal } from './normal.ts';
import { regimes, volatility } from './regimes.ts';
import { reporter } from './reports.ts';
import { movements } from './returns.ts';
import { declarationOf, MOST_ASSETS, roster, type SimulatedAsset } from './roster.ts';

export interface MarketOptions {
  readonly seed: number;
  /** Epoch milliseconds of the first minute; cut to a whole minute. */
  readonly startTime: number;
  /** How many assets, 1 to 24; default 12, in three sectors. */
  readonly assets?: number | undefined;
  /** Which faults are planted: true (the default) for the usual ones. */
  readonly faults?: boolean | FaultRates | undefined;
}

export interface SimulatedMarket {
  readonly assets: readonly SimulatedAsset[];
  /** Declarations of all assets, to be published before the first minute. */
  readonly declarations: readonly SimulatedEvent<'market.assets.v1'>[];
  /** The minutes from the start on, without end; each call begins anew with the same ones. */
  minutes(): Generator<SimulatedMinute, never, void>;
}

/** Each asset is pulled back to its first price by so much a minute, so that prices stay in sight for months. */
const PULL = 2e-5;

/** Opens a market. Faults are drawn from a generator of their own, so that planting others leaves the prices as they are. */
export const simulateMarket = (options: MarketOptions): SimulatedMarket => {
  const count = options.assets ?? 12;
  if (!Number.isInteger(count) || count < 1 || count > MOST_ASSETS) {
    throw new RangeError(`assets must be a whole number from 1 to ${MOST_ASSETS}, not ${count}`);
  }
  const assets = roster(count);
  const start = Math.floor(options.startTime / MINUTE) * MINUTE;
  return {
    assets,
    declarations: assets.map((asset) => declarationOf(asset, assets, start)),
    minutes: () => minutesOf(assets, options.seed, start, ratesOf(options.faults)),
  };
};

const ratesOf = (faults: MarketOptions['faults'] = true): FaultRates => {
  if (typeof faults !== 'boolean') return faults;
  return faults ? usualFaults : noFaults;
};

/** Makes the generator of faults another one than that of prices. */
const FAULT_SEED = 0x5f_0a_11;

function* minutesOf(
  assets: readonly SimulatedAsset[], seed: number, start: number, rates: FaultRates,
): Generator<SimulatedMinute, never, void> {
  const random = mulberry32(seed);
  const noise = normal(random);
  const nextRegime = regimes(random);
  const nextMovements = movements(assets, noise);
  const publish = faultyPublisher(rates, mulberry32(seed ^ FAULT_SEED));
  const reports = reporter(assets);
  const endDay = dayReporter(assets);
  const trade = trading(assets, seed);
  const closes = assets.map(({ startPrice }) => startPrice);

  for (let openTime = start; ; openTime += MINUTE) {
    const regime = nextRegime();
    const deviation = volatility[regime];
    const moved = nextMovements();
    const traded = assets.map((asset, at) => {
      const lastClose = closes[at] ?? asset.startPrice;
      const move = deviation * (moved[at] ?? 0) - PULL * Math.log(lastClose / asset.startPrice);
      return { asset, ...tradeMinute(asset, { openTime, lastClose, move, deviation }, { random, noise }) };
    });
    traded.forEach(({ close }, at) => { closes[at] = close; });

    const truth = traded.map(({ candle }) => candle);
    const published = publish(openTime, truth);
    // An open candle that is never closed would fill the gap, so a gap swallows it as well.
    const gaps = new Set(published.planted.filter(({ kind }) => kind === 'gap').map(({ symbol }) => symbol));
    const watched = traded.filter(({ asset }) => asset.leader === undefined && !gaps.has(asset.symbol));
    const documents = closes.map((close, at) => reports.see(at, openTime, close, regime)).filter((document) => document !== undefined);
    yield {
      openTime,
      regime,
      truth,
      planted: published.planted,
      events: [
        ...watched.map(({ openCandle }) => candleEvent(openCandle)),
        ...traded.filter(({ asset }) => asset.publishesTrades).flatMap(({ trades }) => trades).map(tradeEvent),
        ...published.candles.map(candleEvent),
        ...documents,
        ...endDay(openTime, closes, regime),
        ...trade(openTime, truth),
      ],
    };
  }
}

const candleEvent = (value: SimulatedEvent<'market.candles.v1'>['value']): SimulatedEvent => ({ topic: 'market.candles.v1', value });
const tradeEvent = (value: SimulatedEvent<'market.trades.v1'>['value']): SimulatedEvent => ({ topic: 'market.trades.v1', value });
