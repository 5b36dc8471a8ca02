/**
 * A graph of assets as it could be known at a point in time: what scales returns and which edges there are comes from the training
 * window alone and then stays, for validation, for test and for every bar after. Nothing is invented: a missing bar masks what needs it.
 */
import { StreamForgeError } from '@streamforge/contracts/errors';
import { columnsOf, correlationEdges, type Column, type SnapshotEdge } from './snapshot-edges.ts';
import { graphHash, panelHash } from './snapshot-hash.ts';
import { panelReturns, rowOf, type Panel } from './snapshot-panel.ts';
import { defaultSplit, splitTimes, type SnapshotSplit, type SplitChoice, type TimeWindow } from './snapshot-split.ts';

export interface SnapshotOptions {
  /** Past returns of each asset that a model sees. */
  readonly history: number;
  /** Most incoming edges of an asset in each relation; 0 gives a graph without edges. */
  readonly edgesPerAsset: number;
  /** Probability that even one edge of a relation is chance; default 0.01. */
  readonly significance?: number;
  /** Bars at the end of the training window that correlation edges are taken from; default 1,000. Lead-lag edges take all. */
  readonly correlationBars?: number;
  readonly split?: SplitChoice;
  /** Bars left out between windows; default history + 1. */
  readonly purge?: number;
}

/** An asset as training knew it. */
export interface FittedAsset {
  readonly symbol: string;
  /** Of its log returns in the training window. */
  readonly mean: number;
  readonly deviation: number;
  /** How many those were; with fewer than 30 the asset is never a sample. */
  readonly returns: number;
}

export interface FittedRelation {
  readonly name: 'lead-lag' | 'correlation';
  readonly edges: readonly SnapshotEdge[];
}

/** What was fitted, as plain JSON: kept with a model, it turns newer bars into the features that the model learned from. */
export interface FittedSnapshot {
  readonly history: number;
  readonly assets: readonly FittedAsset[];
  readonly relations: readonly FittedRelation[];
  readonly split: SnapshotSplit;
  /** sha256 of the bars it was fitted and split on, and of the relations. */
  readonly dataHash: string;
  readonly graphHash: string;
}

/** Fewest returns of an asset in training. */
const FEWEST_RETURNS = 30;
const FEWEST_ASSETS = 2;
/** A feature of more deviations than this counts as this many, so that one crash does not outweigh a year. */
const FURTHEST = 8;

/** Fits scale and edges on the training window. Throws UNIVERSE_TOO_SMALL when bars or assets do not suffice. */
export const fitSnapshot = (panel: Panel, options: SnapshotOptions): FittedSnapshot => {
  const { history, edgesPerAsset, significance = 0.01, correlationBars = 1_000 } = options;
  const { symbols, times } = panel;
  const split = splitTimes(times, history, options.split ?? defaultSplit, options.purge);
  const end = rowOf(times, split.train.to);
  const returns = panelReturns(panel);
  // The first bar has no return.
  const columns = columnsOf(returns, symbols.length, 1, end);
  const assets = columns.map((column, index) => ({ symbol: symbols[index] as string, ...scaleOf(column) }));
  const enough = assets.filter((asset) => asset.returns >= FEWEST_RETURNS).length;
  if (enough < FEWEST_ASSETS) {
    throw new StreamForgeError('UNIVERSE_TOO_SMALL',
      `${enough} of ${symbols.length} assets have ${FEWEST_RETURNS} returns in the training window; ${FEWEST_ASSETS} are needed`);
  }
  const rules = { perAsset: edgesPerAsset, significance };
  const recent = columns.map((column) => column.subarray(Math.max(0, column.length - correlationBars)));
  const relations: readonly FittedRelation[] = [
    { name: 'lead-lag', edges: correlationEdges(columns, 1, rules) },
    { name: 'correlation', edges: correlationEdges(recent, 0, rules) },
  ];
  return { history, assets, relations, split, dataHash: panelHash(panel), graphHash: graphHash(relations) };
};

const scaleOf = (column: Column): Omit<FittedAsset, 'symbol'> => {
  const known = column.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length - 1);
  const deviation = Math.sqrt(variance);
  return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 0, returns: known.length };
};

/** Rows of times, from ≤ row < to. */
export interface SnapshotRows {
  readonly from: number;
  readonly to: number;
}

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
  readonly split: { readonly train: SnapshotRows; readonly validation: SnapshotRows; readonly test: SnapshotRows; readonly purge: number };
}

/**
 * Features and outcomes of a panel under what was fitted: of the same bars, or of newer ones to predict. An asset that the panel lacks
 * is missing throughout; one that was not fitted is left out.
 */
export const applySnapshot = (panel: Panel, { history, assets, relations, split }: FittedSnapshot): SnapshotData => {
  const { times, symbols } = panel;
  const all = panelReturns(panel);
  const places = assets.map(({ symbol }) => symbols.indexOf(symbol));
  const samples = times.length * assets.length;
  const features = new Float32Array(samples);
  const present = new Uint8Array(samples);
  const returns = new Float32Array(samples).fill(Number.NaN);
  for (const [node, asset] of assets.entries()) {
    const place = places[node] as number;
    if (place < 0 || asset.returns < FEWEST_RETURNS) continue;
    const at = (row: number): number => row < 0 || row >= times.length ? Number.NaN : all[row * symbols.length + place] as number;
    let unknown = history;
    for (let row = 0; row < times.length; row += 1) {
      unknown = Number.isNaN(at(row)) ? history : Math.max(0, unknown - 1);
      const sample = row * assets.length + node;
      present[sample] = unknown === 0 ? 1 : 0;
      returns[sample] = at(row + 1);
      features[sample] = inDeviations(at(row), asset);
    }
  }
  const rows = ({ from, to }: TimeWindow): SnapshotRows => ({ from: rowOf(times, from), to: rowOf(times, to) });
  return {
    nodes: assets.map(({ symbol }) => symbol), times, channels: ['return'], history, features, present, returns,
    mean: Float64Array.from(assets, ({ mean }) => mean), deviation: Float64Array.from(assets, ({ deviation }) => deviation), relations,
    split: { train: rows(split.train), validation: rows(split.validation), test: rows(split.test), purge: split.purge },
  };
};

const inDeviations = (value: number, { mean, deviation }: FittedAsset): number =>
  Number.isNaN(value) || deviation === 0 ? 0 : Math.max(-FURTHEST, Math.min(FURTHEST, (value - mean) / deviation));
