/**
 * LeadLag-v1: a market whose truth is known. Leaders are white noise; each follower repeats three leaders of the bar before, buried in
 * noise. Its own history tells nothing, so only a model that uses the graph can win, and any skill on leaders is a leak.
 */
import { mulberry32 } from '@streamforge/determinism/random';
import { normal } from './normal.ts';

const SEED = 20_240_601;
const ASSETS = 64;
const LEADERS = 16;
const LEADERS_EACH = 3;
const BARS = 3_000;
/** Share of a follower's movement that its three leaders made, and what is left for noise so that its variance is 1. */
const LED = 0.3;
const NOISE = Math.sqrt(1 - LED * LED);
/** A bar's return is 1 % of R. */
const SCALE = 0.01;

export interface LeadLag {
  readonly assets: number;
  readonly leaders: number;
  readonly bars: number;
  /** The leaders that asset `i` follows, ascending; empty for a leader. */
  readonly leadersOf: readonly (readonly number[])[];
  /** R[t, i] at `t * assets + i`, of unit variance; the bar's return is 0.01 · R. */
  readonly movements: Float64Array;
  /** Closes at `t * assets + i`, from 1 before the first bar: each is the one before times exp(0.01 · R). */
  readonly closes: Float64Array;
}

/** Draws the market: always the same numbers. */
export const leadLagV1 = (): LeadLag => {
  const random = mulberry32(SEED);
  const leadersOf: number[][] = Array.from({ length: LEADERS }, () => []);
  for (let follower = LEADERS; follower < ASSETS; follower += 1) {
    const chosen = new Set<number>();
    while (chosen.size < LEADERS_EACH) chosen.add(Math.floor(LEADERS * random()));
    leadersOf.push([...chosen].toSorted((a, b) => a - b));
  }

  const noise = normal(random);
  const movements = new Float64Array(BARS * ASSETS);
  const closes = new Float64Array(BARS * ASSETS);
  for (let bar = 0; bar < BARS; bar += 1) {
    for (let asset = 0; asset < ASSETS; asset += 1) {
      const at = bar * ASSETS + asset;
      const own = noise();
      const led = (leadersOf[asset] ?? []).reduce((sum, leader) => sum + (movements[(bar - 1) * ASSETS + leader] ?? 0), 0);
      const follows = asset >= LEADERS && bar > 0;
      const movement = follows ? (LED / Math.sqrt(LEADERS_EACH)) * led + NOISE * own : own;
      movements[at] = movement;
      closes[at] = (bar === 0 ? 1 : closes[at - ASSETS] ?? 1) * Math.exp(SCALE * movement);
    }
  }
  return { assets: ASSETS, leaders: LEADERS, bars: BARS, leadersOf, movements, closes };
};

/** Closes of one asset, as bars of some interval would have them. */
export interface LeadLagSeries {
  readonly symbol: string;
  readonly openTimes: readonly number[];
  readonly closes: readonly number[];
}

/** The market as one series an asset: `LL00` to `LL63`, bar t opens at `start + t · step`. The bar before bar 0 closes at 1. */
export const leadLagSeries = ({ assets, bars, closes }: LeadLag, start: number, step: number): readonly LeadLagSeries[] =>
  Array.from({ length: assets }, (_, asset) => ({
    symbol: `LL${String(asset).padStart(2, '0')}`,
    openTimes: Array.from({ length: bars + 1 }, (_each, bar) => start + (bar - 1) * step),
    closes: Array.from({ length: bars + 1 }, (_each, bar) => bar === 0 ? 1 : closes[(bar - 1) * assets + asset] ?? Number.NaN),
  }));
