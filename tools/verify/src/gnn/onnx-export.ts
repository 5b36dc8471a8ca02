/** A model that learned from LeadLag-v1, said once by our forward pass and once by the reference runtime of ONNX. */
import { datasetOf, type Dataset } from '@streamforge/gnn/dataset';
import { openEngine } from '@streamforge/gnn/kernels/engine';
import { defaultOptions, type TrainOptions } from '@streamforge/gnn/options';
import { predict } from '@streamforge/gnn/predict';
import { numbersOf, takerOf } from '@streamforge/gnn/samples';
import { train } from '@streamforge/gnn/train';
import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import { alignBars } from '@streamforge/market/snapshot/panel';
import { onnxOf } from '@streamforge/onnx/onnx-of';
import { leadLagSeries, leadLagV1 } from '@streamforge/simulator/lead-lag';
import { runOnnx } from '@streamforge/testing/onnx-runtime';

const HOUR = 3_600_000;

/** A quarter of the market: what is compared is arithmetic, not skill. */
const BARS = 750;
/** Times whose outputs are compared, the newest ones. */
const TIMES = 100;

const market = (): Dataset => {
  const series = leadLagSeries(leadLagV1(), Date.UTC(2024, 5, 1), HOUR)
    .map((each) => ({ ...each, openTimes: each.openTimes.slice(0, BARS), closes: each.closes.slice(0, BARS) }));
  const panel = alignBars(series, { interval: '1h', calendar: '24/7' });
  return datasetOf(applySnapshot(panel, fitSnapshot(panel, { history: 5, edgesPerAsset: 3 })));
};

export interface Compared {
  /** Outputs that were compared. */
  readonly values: number;
  /** Largest difference, of probabilities and of returns in deviations. */
  readonly furthest: number;
  /** Bytes of the file. */
  readonly bytes: number;
}

/** Trains for one epoch and compares. */
export const compareOnnx = async (options: Partial<TrainOptions>): Promise<Compared> => {
  const dataset = market();
  const model = await train(dataset, { ...defaultOptions, ...options, epochs: 1 });
  const file = onnxOf(model, dataset);
  const ours = predict(model, dataset);
  const { nodes: { length: nodes }, times, history, channels, mean, deviation } = dataset;
  const from = times.length - TIMES;
  const x = takerOf(openEngine(), dataset).inputs(numbersOf({ from, to: times.length })).slice();
  const theirs = await runOnnx(file, x, [TIMES, nodes, history, channels.length]);
  let furthest = theirs.probabilityUp.length === TIMES * nodes ? 0 : Number.NaN;
  for (let at = 0; at < TIMES * nodes; at += 1) {
    const node = at % nodes;
    const inDeviations = (value: number | undefined): number => ((value ?? Number.NaN) - (mean[node] as number)) / (deviation[node] as number);
    const probability = Math.abs((theirs.probabilityUp[at] as number) - (ours.probabilityUp[from * nodes + at] as number));
    const expected = Math.abs(inDeviations(theirs.expected[at]) - inDeviations(ours.expected[from * nodes + at]));
    furthest = Math.max(furthest, probability, expected);
  }
  return { values: 2 * TIMES * nodes, furthest, bytes: file.length };
};
