/** Values of a feature at every time of a panel, each from bars up to that time alone. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import { panelReturns, type Panel } from '../panel.ts';
import type { Feature, FeatureKind } from './feature.ts';
import { ranksOf } from './ranks.ts';

/** Summary of the values at `first`, `first + step`, … of which there are `bars`, the oldest first. */
type Summary = (values: Float64Array, first: number, step: number, bars: number) => number;

interface KindOfFeature {
  /** What it is a summary of, [time × asset]; NaN where it is not known. */
  readonly source: (panel: Panel) => Float64Array;
  readonly summary: Summary;
}

/** Spreads below this have a logarithm like this one: a hundredth of a basis point, so that a price that rests has a finite one. */
const LEAST_SPREAD = 1e-6;

const sum: Summary = (values, first, step, bars) => {
  let total = 0;
  for (let bar = 0; bar < bars; bar += 1) total += values[first + bar * step] as number;
  return total;
};

/** Logarithm of the sample standard deviation. */
const logDeviation: Summary = (values, first, step, bars) => {
  const mean = sum(values, first, step, bars) / bars;
  let squares = 0;
  for (let bar = 0; bar < bars; bar += 1) squares += ((values[first + bar * step] as number) - mean) ** 2;
  return Math.log(Math.max(LEAST_SPREAD, Math.sqrt(squares / (bars - 1))));
};

/** ln(1 + newest / mean): ln 2 for a usual bar, and 0 for one without volume, whatever came before. */
const logShareOfMean: Summary = (values, first, step, bars) => {
  const newest = values[first + (bars - 1) * step] as number;
  return newest === 0 ? 0 : Math.log1p(newest * bars / sum(values, first, step, bars));
};

const logMean: Summary = (values, first, step, bars) => Math.log(Math.max(LEAST_SPREAD, sum(values, first, step, bars) / bars));

const columnOf = (panel: Panel, field: 'highs' | 'lows' | 'volumes'): Float64Array => {
  const column = panel[field];
  if (column === undefined) throw new StreamForgeError('REQUEST_INVALID', `A feature needs ${field}, which these bars do not have.`);
  return column;
};

const volumes = (panel: Panel): Float64Array => columnOf(panel, 'volumes').map((volume) => volume >= 0 && volume < Infinity ? volume : Number.NaN);

/** ln(high / low), the range of Parkinson, The extreme value method for estimating the variance of the rate of return (1980). */
const ranges = (panel: Panel): Float64Array => {
  const lows = columnOf(panel, 'lows');
  return columnOf(panel, 'highs').map((high, at) => {
    const low = lows[at] as number;
    return low > 0 && high >= low && high < Infinity ? Math.log(high / low) : Number.NaN;
  });
};

const kinds: Readonly<Record<FeatureKind, KindOfFeature>> = {
  return: { source: panelReturns, summary: sum },
  volatility: { source: panelReturns, summary: logDeviation },
  volume: { source: volumes, summary: logShareOfMean },
  range: { source: ranges, summary: logMean },
};

export interface ValuesOfFeature {
  readonly name: string;
  /** Of the same memory for every feature: read before the next one is asked for. */
  readonly values: Float64Array;
}

/**
 * Values [time × asset] of each feature in turn; NaN where a bar that it looks back to is missing. Each is computed anew from its own
 * bars, so that the newest bars alone give the very same value. Of assets that are not `eligible` none is known, and no rank counts them.
 */
export function* featureValues(panel: Panel, features: readonly Feature[], eligible: Uint8Array): Generator<ValuesOfFeature, void> {
  const sources = new Map<KindOfFeature['source'], Float64Array>();
  const values = new Float64Array(panel.closes.length);
  const ranks = new Float64Array(features.some(({ ranked }) => ranked) ? values.length : 0);
  for (const { name, kind, bars, ranked } of features) {
    const { source, summary } = kinds[kind];
    const known = sources.get(source) ?? source(panel);
    sources.set(source, known);
    overWindows(panel, known, bars, summary, eligible, values);
    if (ranked) ranksOf(values, panel.symbols.length, ranks);
    yield { name, values: ranked ? ranks : values };
  }
}

const overWindows = (
  { symbols, follows }: Panel, source: Float64Array, bars: number, summary: Summary, eligible: Uint8Array, into: Float64Array,
): void => {
  const assets = symbols.length;
  /** Values of each asset that follow one another up to now. */
  const run = new Int32Array(assets);
  for (let row = 0; row < follows.length; row += 1) {
    for (let asset = 0; asset < assets; asset += 1) {
      const at = row * assets + asset;
      if (Number.isNaN(source[at])) run[asset] = 0;
      else run[asset] = follows[row] === 1 ? (run[asset] as number) + 1 : 1;
      const known = (run[asset] as number) >= bars && eligible[asset] === 1;
      into[at] = known ? summary(source, at - (bars - 1) * assets, assets, bars) : Number.NaN;
    }
  }
};
