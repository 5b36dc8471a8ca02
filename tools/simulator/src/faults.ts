/** Faults in the stream of candles, as real sources have them. */
import type { ErrorCode } from '@streamforge/contracts/errors';
import type { CandleInput } from '@streamforge/contracts/events/candle';
import type { Random } from '@streamforge/determinism/random';
import type { Planted } from './events.ts';
import { MINUTE } from './minute-of-trades.ts';

type Kind = 'gap' | 'duplicate' | 'late' | 'correction' | 'invalid';

/** How often each fault befalls a candle; at most one does. */
export type FaultRates = Readonly<Record<Kind, number>>;

export const usualFaults: FaultRates = { gap: 0.004, duplicate: 0.01, late: 0.008, correction: 0.005, invalid: 0.003 };
export const noFaults: FaultRates = { gap: 0, duplicate: 0, late: 0, correction: 0, invalid: 0 };

const kinds = Object.keys(usualFaults) as readonly Kind[];

interface Break {
  readonly code: ErrorCode;
  readonly broken: (candle: CandleInput) => CandleInput;
}

/** Ways to break a candle, each with the code that it must be refused with. */
const breaks: readonly Break[] = [
  { code: 'CANDLE_HIGH_BELOW_LOW', broken: (candle) => ({ ...candle, high: candle.low, low: `${String(candle.high)}1` }) },
  { code: 'CANDLE_VOLUME_NEGATIVE', broken: (candle) => ({ ...candle, volume: `-${String(candle.volume)}` }) },
  { code: 'CANDLE_PRICE_NOT_POSITIVE', broken: (candle) => ({ ...candle, low: '0' }) },
  { code: 'CANDLE_TIME_NOT_ALIGNED', broken: (candle) => ({ ...candle, openTime: candle.openTime + 500 }) },
];

/** What is published of a candle when its minute ends. */
export interface Publication {
  readonly candles: readonly CandleInput[];
  readonly planted: readonly Planted[];
}

export type Publisher = (openTime: number, candles: readonly CandleInput[]) => Publication;

interface Waiting extends Publication {
  readonly due: number;
}

/** Publishes candles with faults; what it holds back comes with a later minute. Call it once a minute with that minute's candles. */
export const faultyPublisher = (rates: FaultRates, random: Random): Publisher => {
  let waiting: readonly Waiting[] = [];
  return (openTime, candles) => {
    const due = waiting.filter((one) => one.due <= openTime);
    const published = candles.map((candle) => publish(candle, drawn(rates, random), random));
    waiting = [...waiting.filter((one) => one.due > openTime), ...published.flatMap(({ later }) => later === undefined ? [] : [later])];
    const all: readonly Publication[] = [...published, ...due];
    return { candles: all.flatMap((one) => one.candles), planted: all.flatMap((one) => one.planted) };
  };
};

const drawn = (rates: FaultRates, random: Random): Kind | undefined => {
  let left = random();
  return kinds.find((kind) => {
    left -= rates[kind];
    return left < 0;
  });
};

const publish = (candle: CandleInput, kind: Kind | undefined, random: Random): Publication & { readonly later?: Waiting } => {
  const { symbol, openTime } = candle;
  const due = openTime + MINUTE * (1 + Math.floor(random() * 3));
  switch (kind) {
    case undefined: return { candles: [candle], planted: [] };
    case 'gap': return { candles: [], planted: [{ kind, symbol, openTime }] };
    case 'duplicate': return { candles: [candle, candle], planted: [{ kind, symbol, openTime }] };
    case 'late': return {
      candles: [],
      planted: [{ kind: 'held-back', symbol, openTime }],
      later: { due, candles: [candle], planted: [{ kind, symbol, openTime }] },
    };
    case 'correction': return {
      candles: [{ ...candle, close: candle.open, volume: '0.001', takerBuyVolume: '0' }],
      planted: [{ kind: 'mistake', symbol, openTime }],
      later: { due, candles: [{ ...candle, revision: 1 }], planted: [{ kind, symbol, openTime }] },
    };
    case 'invalid': {
      const chosen = breaks.slice(Math.floor(random() * breaks.length)).slice(0, 1);
      return {
        candles: [...chosen.map(({ broken }) => broken(candle)), candle],
        planted: chosen.map(({ code }) => ({ kind, symbol, openTime, code })),
      };
    }
  }
};
