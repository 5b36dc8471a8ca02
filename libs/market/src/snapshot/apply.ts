/** What was fitted, applied to bars: features and outcomes as they could be known at each point in time. */
import { parseFeatures } from './features/feature.ts';
import { featureValues } from './features/values.ts';
import { FEWEST_RETURNS, type FittedRelation, type FittedSnapshot, type Scale } from './fitted.ts';
import { ofAssets, panelReturns, type Panel } from './panel.ts';
import { rowWindows, type RowWindows } from './split.ts';

/** A feature of more deviations than this counts as this many, so that one crash does not outweigh a year. */
const FURTHEST = 8;

/** Features, outcomes and graph; `datasetOf` of `@streamforge/gnn/dataset` takes it as it is. */
export interface SnapshotData {
  readonly nodes: readonly string[];
  /** Open time of the newest bar that a row has seen. */
  readonly times: Float64Array;
  /** What is known of a node at each time; the first is `return`. */
  readonly channels: readonly string[];
  /** Times that a model sees of each channel. */
  readonly history: number;
  /** [time × node × channel], in deviations; 0 where missing. */
  readonly features: Float32Array;
  /** [time × node]: 1 where all channels of the whole history are known. */
  readonly present: Uint8Array;
  /** [time × node]: log return of the next bar; NaN where unknown. */
  readonly returns: Float32Array;
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly relations: readonly FittedRelation[];
  readonly split: RowWindows & { readonly purge: number };
}

/**
 * Features and outcomes of a panel under what was fitted: of the same bars, or of newer ones to predict. An asset that the panel lacks
 * is missing throughout; one that was not fitted is left out. Throws REQUEST_INVALID where bars lack a column that a feature needs.
 */
export const applySnapshot = (given: Panel, { history, channels, assets, relations, split }: FittedSnapshot): SnapshotData => {
  const panel = ofAssets(given, assets.map(({ symbol }) => symbol));
  const { times, symbols } = panel;
  const eligible = Uint8Array.from(assets, ({ returns }) => returns < FEWEST_RETURNS ? 0 : 1);
  const features = new Float32Array(panel.closes.length * channels.length);
  /** Channels that are known. */
  const known = new Uint8Array(panel.closes.length);
  for (const { name, values } of featureValues(panel, parseFeatures(channels), eligible)) {
    const channel = channels.indexOf(name);
    const scales = assets.map((asset) => channel === 0 ? asset : asset.scales[channel - 1] as Scale);
    for (let first = 0; first < values.length; first += scales.length) {
      for (let node = 0; node < scales.length; node += 1) {
        const at = first + node;
        const value = values[at] as number;
        if (Number.isNaN(value)) continue;
        known[at] = (known[at] as number) + 1;
        features[at * channels.length + channel] = inDeviations(value, scales[node] as Scale);
      }
    }
  }
  return {
    nodes: symbols, times, channels, history, features, relations,
    present: presentOf(known, channels.length, history, assets.length),
    returns: outcomesOf(panel, eligible),
    mean: Float64Array.from(assets, ({ mean }) => mean),
    deviation: Float64Array.from(assets, ({ deviation }) => deviation),
    split: { ...rowWindows(times, split), purge: split.purge },
  };
};

const inDeviations = (value: number, { mean, deviation }: Scale): number =>
  deviation === 0 ? 0 : Math.max(-FURTHEST, Math.min(FURTHEST, (value - mean) / deviation));

/** 1 where every channel has been known for `history` times. */
const presentOf = (channelsKnown: Uint8Array, channels: number, history: number, nodes: number): Uint8Array => {
  const present = new Uint8Array(channelsKnown.length);
  const run = new Int32Array(nodes);
  for (let at = 0; at < channelsKnown.length; at += 1) {
    const node = at % nodes;
    const known = channelsKnown[at] === channels ? (run[node] as number) + 1 : 0;
    run[node] = known;
    present[at] = known >= history ? 1 : 0;
  }
  return present;
};

/** The return of the bar after each. */
const outcomesOf = (panel: Panel, eligible: Uint8Array): Float32Array => {
  const moves = panelReturns(panel);
  const nodes = eligible.length;
  const outcomes = new Float32Array(moves.length).fill(Number.NaN);
  for (let at = 0; at + nodes < moves.length; at += 1) if (eligible[at % nodes] === 1) outcomes[at] = moves[at + nodes] as number;
  return outcomes;
};
