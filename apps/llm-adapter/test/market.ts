/** A small market to ask about: two pairs with an hour-long history, and documents of two tenants. */
import type { InputOf } from '@streamforge/contracts/topics';

export const MINUTE = 60_000;
export const START = Date.UTC(2024, 4, 10, 0, 0);
export const BARS = 120;
/** When the newest bar closes. */
export const END = START + BARS * MINUTE;

export const assets: readonly InputOf<'market.assets.v1'>[] = [
  { exchange: 'sim', symbol: 'ALDE-USD', name: 'Alder', kind: 'pair', base: 'ALDE', quote: 'USD', updatedAt: START },
  { exchange: 'sim', symbol: 'BIRC-USD', name: 'Birch', kind: 'pair', base: 'BIRC', quote: 'USD', updatedAt: START },
];

/** Alder climbs and swings, Birch falls. */
const priceOf = { 'ALDE-USD': (n: number) => 100 + n / 10 + 3 * Math.sin(n / 9), 'BIRC-USD': (n: number) => 50 - n / 20 };

export const bars = (symbol: keyof typeof priceOf): readonly InputOf<'market.candles.v1'>[] => Array.from({ length: BARS }, (_, n) => {
  const [open, close] = [priceOf[symbol](n), priceOf[symbol](n + 1)];
  const price = (value: number): string => value.toFixed(4);
  return {
    exchange: 'sim', symbol, interval: '1m', openTime: START + n * MINUTE,
    open: price(open), high: price(Math.max(open, close) + 0.2), low: price(Math.min(open, close) - 0.2), close: price(close), volume: String(10 + n % 7),
  };
});

export const documents: readonly InputOf<'documents.v1'>[] = [
  { id: 'alder-plant', title: 'Alder opens a plant', text: 'Alder opened a turbine plant in the north; its shares climbed on the news.', source: 'wire', publishedAt: START + 5 * MINUTE, symbols: ['ALDE-USD'], url: 'https://news.example/alder' },
  { id: 'birch-strike', title: 'Strike at Birch', text: 'A strike halted shipping at Birch. Analysts expect weaker revenue this quarter.', source: 'wire', publishedAt: START + 30 * MINUTE, symbols: ['BIRC-USD'] },
  { id: 'rates', title: 'Rates unchanged', text: 'The central bank left interest rates unchanged and spoke of patience about inflation.', source: 'desk', publishedAt: START + 40 * MINUTE },
  { id: 'secret-plan', tenant: 'desk', title: 'Alder takeover plan', text: 'CONFIDENTIAL: the desk will bid for Alder with the code name Falcon.', source: 'desk', publishedAt: START + 50 * MINUTE, symbols: ['ALDE-USD'] },
];
