/** Finds a snapshot that looks into the future: changes the future, and sees whether the past takes notice. */
import type { SnapshotData } from './apply.ts';
import { panelReturns, withColumns, type Panel } from './panel.ts';

/** What of the past changed. */
export interface Leak {
  readonly of: 'features' | 'present' | 'returns' | 'scale' | 'relations';
  /** The feature, where it is one. */
  readonly channel?: string;
  /** First row and node that it concerns; absent where it concerns all. */
  readonly row?: number;
  readonly node?: number;
}

/**
 * Builds data from the panel, and from two whose bars after `row` are quite different or, for some assets, never came; tells the first
 * difference in what was known at `row`. A row at or after the training window must leave scale and relations as they are.
 */
export const findLeak = (build: (panel: Panel) => SnapshotData, panel: Panel, row: number): Leak | undefined => {
  const known = build(panel);
  for (const future of [otherFuture, missingFuture]) {
    const leak = difference(known, build(future(panel, row)), row);
    if (leak !== undefined) return leak;
  }
  return undefined;
};

const difference = (known: SnapshotData, changed: SnapshotData, row: number): Leak | undefined => {
  const nodes = known.nodes.length;
  const { length: channels } = known.channels;
  const last = (row + 1) * nodes;
  for (let at = 0; at < last; at += 1) {
    const place = { row: Math.floor(at / nodes), node: at % nodes };
    for (let feature = at * channels; feature < (at + 1) * channels; feature += 1) {
      if (!Object.is(known.features[feature], changed.features[feature])) {
        return { of: 'features', channel: known.channels[feature % channels] as string, ...place };
      }
    }
    if (known.present[at] !== changed.present[at]) return { of: 'present', ...place };
    if (place.row < row && !Object.is(known.returns[at], changed.returns[at])) return { of: 'returns', ...place };
  }
  if (row >= known.split.train.to) {
    if (`${known.mean.join()};${known.deviation.join()}` !== `${changed.mean.join()};${changed.deviation.join()}`) return { of: 'scale' };
    if (JSON.stringify(known.relations) !== JSON.stringify(changed.relations)) return { of: 'relations' };
  }
  return undefined;
};

/** The same panel until `row`; after it every return is turned round and tripled, bars are wider and volumes others. */
const otherFuture = (panel: Panel, row: number): Panel => {
  const assets = panel.symbols.length;
  const first = (row + 1) * assets;
  const returns = panelReturns(panel);
  const closes = Float64Array.from(panel.closes);
  for (let at = first; at < closes.length; at += 1) {
    const moved = returns[at] as number;
    const before = closes[at - assets] as number;
    if (!Number.isNaN(moved)) closes[at] = before * Math.exp(-3 * moved);
  }
  const times = (column: Float64Array, factor: (at: number) => number): Float64Array => column.map((value, at) => at < first ? value : value * factor(at));
  const { highs, lows, volumes } = panel;
  return {
    ...panel, closes,
    ...highs && { highs: times(highs, (at) => 1.1 + at % 3) },
    ...lows && { lows: times(lows, (at) => 1 / (1.1 + at % 2)) },
    ...volumes && { volumes: times(volumes, (at) => 2 + at % 5) },
  };
};

/** The same panel until `row`, after which every second asset has no bar any more. */
const missingFuture = (panel: Panel, row: number): Panel => {
  const assets = panel.symbols.length;
  return withColumns(panel, panel, (column) => column.map((value, at) => at >= (row + 1) * assets && at % assets % 2 === 0 ? Number.NaN : value));
};
