/** Edges that the past of a market shows: who moves together, and who moves first. */
import { beyondOwnPast, type Column } from './columns.ts';
import { correlationsOf, type Correlations } from './correlation.ts';
import type { SnapshotEdge } from './edge.ts';
import { requiredDeviations, type Holding } from './significance.ts';

export interface EdgeRules extends Holding {
  /** Most incoming edges of an asset, the strongest first. */
  readonly perAsset: number;
}

/**
 * Edges from assets whose return one bar before goes with what of another’s return its own bar before does not tell. Without that last
 * clause, who moves with an asset whose returns follow each other would seem to lead it. This is the score test of Granger, Investigating
 * causal relations by econometric models (1969), with one lag. An asset that never moves has no edges.
 */
export const leadLagEdges = (columns: readonly Column[], rules: EdgeRules): readonly SnapshotEdge[] => {
  const sources = columns.map((column) => column.subarray(0, Math.max(0, column.length - 1)));
  const targets = columns.map((column) => beyondOwnPast(column).subarray(1));
  return strongest(correlationsOf(sources, targets), false, rules);
};

export interface RollingWindow {
  /** Rows of a window. */
  readonly bars: number;
  /** How many windows, one before the other from the newest row on. */
  readonly windows: number;
}

/**
 * Edges between assets that move together in rolling windows of the newest rows: correlations are averaged over the windows as Fisher’s
 * atanh(r), and their deviations as Stouffer’s Σz / √windows, so that what holds in each of them counts more than what one shows. A window
 * that does not fit whole is left out, unless it is the only one. Sources: Fisher, On the probable error of a coefficient of correlation
 * (1921); Stouffer et al., The American soldier, volume 1 (1949).
 */
export const correlationEdges = (columns: readonly Column[], { bars, windows }: RollingWindow, rules: EdgeRules): readonly SnapshotEdge[] => {
  const length = columns[0]?.length ?? 0;
  const fitting = Math.max(1, Math.min(windows, Math.floor(length / bars)));
  const each = Array.from({ length: fitting }, (_, back) => {
    const window = columns.map((column) => column.subarray(Math.max(0, length - (back + 1) * bars), length - back * bars));
    return correlationsOf(window, window);
  });
  return strongest(each.length === 1 ? each[0] as Correlations : average(each), true, rules);
};

/** Keeps an average of ±1 finite. */
const NEARLY_ONE = 1 - 1e-12;

const average = (each: readonly Correlations[]): Correlations => {
  const [first] = each as readonly [Correlations, ...Correlations[]];
  const deviations = new Float64Array(first.deviations.length);
  const correlation = deviations.map((_, at) => {
    let [windows, sumOfDeviations, sumOfAngles] = [0, 0, 0];
    for (const one of each) {
      const r = one.correlation[at] as number;
      if (Number.isNaN(r)) continue;
      windows += 1;
      sumOfAngles += Math.atanh(Math.max(-NEARLY_ONE, Math.min(NEARLY_ONE, r)));
      sumOfDeviations += one.deviations[at] as number;
    }
    deviations[at] = sumOfDeviations / Math.sqrt(windows);
    return Math.tanh(sumOfAngles / windows);
  });
  return { ...first, correlation, deviations };
};

/** For each target the strongest of its sources that are more than chance, all pairs considered; by target, then by source. */
const strongest = ({ sources, correlation, deviations }: Correlations, symmetric: boolean, rules: EdgeRules): readonly SnapshotEdge[] => {
  const counted = deviations.filter((_, at) => symmetric ? at % sources > Math.floor(at / sources) : at % (sources + 1) !== 0);
  const required = requiredDeviations(counted, counted.length, rules);
  return Array.from({ length: sources }, (_, to) => {
    const found: SnapshotEdge[] = [];
    for (let from = 0; from < sources; from += 1) {
      const at = from * sources + to;
      if (from !== to && Math.abs(deviations[at] as number) >= required) found.push({ from, to, weight: correlation[at] as number });
    }
    return found.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.from - b.from).slice(0, rules.perAsset).toSorted((a, b) => a.from - b.from);
  }).flat();
};
