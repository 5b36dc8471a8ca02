/** LeadLag-v1, a market whose truth is known: every kind of layer learns it from the graph, and from nothing else. */
import type { Figure, Measurement } from '@streamforge/figures/figure';
import { baselineForecast } from '@streamforge/gnn/evaluation/baselines/baseline';
import { baselineNames } from '@streamforge/gnn/evaluation/study-task';
import { openEngine, type EngineName } from '@streamforge/gnn/kernels/engine';
import { modelToBytes } from '@streamforge/gnn/model-file';
import { layerTypes, type LayerType } from '@streamforge/gnn/options';
import { predict } from '@streamforge/gnn/predict';
import { train } from '@streamforge/gnn/train';
import { stateFromBytes, stateToBytes } from '@streamforge/gnn/training-state';
import { accuracyOf, figuresOf, follows, market, recipe, seeds, trueGraph, type LayerFigures } from '../../src/gnn/lead-lag.ts';
import { suiteFigure } from '../../src/suite.ts';

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const least = (values: readonly number[]): number => Math.min(...values);
const most = (values: readonly number[]): number => Math.max(...values);
const between = (values: readonly number[], show: (value: number) => string): string => `${show(least(values))} to ${show(most(values))}`;
const near = (values: readonly number[], by: number): boolean => values.every((value) => Math.abs(value - 0.5) <= by);

const generator: Figure = {
  name: 'LeadLag-v1: the generator', bar: 'L(16) = {0, 5, 11}; R[0,0] = −0.77396306; R[2999,63] = 0.49133834 in single precision; ΣR = 243.515882',
  measure: () => {
    const { movements, leadersOf, bars, assets } = market;
    const sum = movements.reduce((total, value) => total + value, 0);
    const [first, last] = [movements[0] ?? Number.NaN, movements[bars * assets - 1] ?? Number.NaN];
    // The definition gives R[2999,63] in single precision, the others in double.
    const found = [`{${(leadersOf[16] ?? []).join(', ')}}`, first.toFixed(8), Math.fround(last).toFixed(8), sum.toFixed(6)];
    return Promise.resolve({ measured: found.join('; '), ok: found.join('; ') === '{0, 5, 11}; -0.77396306; 0.49133834; 243.515882' });
  },
};

interface Baseline {
  readonly name: string;
  readonly accuracy: number;
}

let baselining: Promise<readonly Baseline[]> | undefined;

const learnBaselines = async (): Promise<readonly Baseline[]> => {
  const found: Baseline[] = [];
  for (const name of baselineNames) {
    found.push({ name, accuracy: accuracyOf(trueGraph, await baselineForecast(name, trueGraph, recipe('gcn', 1)), follows) });
  }
  return found;
};

const baselines = async (): Promise<readonly Baseline[]> => await (baselining ??= learnBaselines());

const ownHistory: Figure = {
  name: 'LeadLag-v1: baselines of own history on followers', bar: '50 ± 1 % each',
  measure: async () => {
    const found = await baselines();
    return { measured: found.map(({ name, accuracy }) => `${name} ${percent(accuracy)}`).join(', '), ok: near(found.map(({ accuracy }) => accuracy), 0.01) };
  },
};

/** Figures of one layer, over all seeds. */
const ofLayer = (layer: LayerType): readonly Figure[] => {
  const row = (what: string, bar: string, measure: (figures: LayerFigures) => Measurement | Promise<Measurement>): Figure =>
    ({ name: `LeadLag-v1, ${layer}, ${seeds.length} seeds: ${what}`, bar, measure: async () => await measure(await figuresOf(layer)) });
  return [
    row('the true graph', 'at least 58.7 % and IC at least .285, every seed', ({ accuracy, ic }) => ({
      measured: `${between(accuracy, percent)}, IC ${between(ic, (value) => value.toFixed(4))}`, ok: least(accuracy) >= 0.587 && least(ic) >= 0.285,
    })),
    row('above the best baseline of own history', 'at least 8 points, every seed', async ({ accuracy }) => {
      const best = (await baselines()).toSorted((a, b) => b.accuracy - a.accuracy)[0];
      const points = 100 * (least(accuracy) - (best?.accuracy ?? Number.NaN));
      return { measured: `${points.toFixed(2)} points above ${best?.name ?? 'none'}`, ok: points >= 8 };
    }),
    row('leaders', '50 ± 1.5 %, every seed', ({ leaders }) => ({ measured: between(leaders, percent), ok: near(leaders, 0.015) })),
    row('edges shuffled, the true ones left out', '50 ± 1 %, every seed', ({ misled }) => ({ measured: between(misled, percent), ok: near(misled, 0.01) })),
    repeated(layer),
  ];
};

const TOLERANCE = 5e-3;
const EPOCHS = 3;

/** Few epochs with all that is drawn: batches, first weights, dropout. */
const repeated = (layer: LayerType): Figure => ({
  name: `LeadLag-v1, ${layer}: repeated, resumed after epoch 2, in TypeScript`,
  bar: `the same bytes, the same bytes, probabilities within ${TOLERANCE} after ${EPOCHS} epochs`,
  measure: async () => {
    const options = { ...recipe(layer, 1), epochs: EPOCHS, dropout: 0.1, attentionDropout: 0.1 };
    const states: Uint8Array[] = [];
    const model = await train(trueGraph, options, { onEpoch: (_epoch, state) => void states.push(stateToBytes(state())) });
    const bytes = Buffer.from(modelToBytes(model));
    const again = bytes.equals(modelToBytes(await train(trueGraph, options)));
    const state = states[1];
    const resumed = state !== undefined && bytes.equals(modelToBytes(await train(trueGraph, options, {}, stateFromBytes(state))));
    const typescript = (): ReturnType<typeof openEngine> => openEngine('typescript' satisfies EngineName);
    const oracle = predict(await train(trueGraph, options, { engine: typescript }), trueGraph, layer, typescript()).probabilityUp;
    const off = predict(model, trueGraph).probabilityUp.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (oracle[at] ?? Number.NaN))), 0);
    const same = (equal: boolean): string => equal ? 'the same' : 'others';
    return { measured: `${same(again)}, ${same(resumed)}, ${off.toExponential(1)}`, ok: again && resumed && off < TOLERANCE };
  },
});

export const figures: readonly Figure[] = [
  generator,
  ownHistory,
  ...layerTypes.flatMap(ofLayer),
  suiteFigure({ name: 'every layer and loss: gradients against small changes', files: ['libs/gnn/test/gradients.test.ts', 'libs/gnn/test/networks.test.ts'] }),
  suiteFigure({
    name: 'one asset, no edges, two parts, constant prices, NaN, gaps, one outcome, unknown nodes: each kind of layer answers or says why not',
    files: ['libs/gnn/test/odd-markets.test.ts', 'libs/gnn/test/bad-input.test.ts'],
  }),
];
