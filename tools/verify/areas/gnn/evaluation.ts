/** Real markets, judged honestly: the whole report whatever it says, chance where there is only chance, and a leak that is called one. */
import type { Figure, Measurement } from '@streamforge/figures/figure';
import type { EvaluationReport, ForecastReport } from '@streamforge/gnn/evaluation/report';
import { runHere, study } from '@streamforge/gnn/evaluation/study';
import type { StudySettings } from '@streamforge/gnn/evaluation/study-options';
import { baselineNames, type StudyResult } from '@streamforge/gnn/evaluation/study-task';
import { openEngine } from '@streamforge/gnn/kernels/engine';
import { predict } from '@streamforge/gnn/predict';
import { train } from '@streamforge/gnn/train';
import { withFutureFeature, withShuffledOutcomes } from '../../src/gnn/altered.ts';
import { realPanel, realPanels, type RealPanel } from '../../src/gnn/real-panels.ts';
import { datasetOfFold, foldsOf, realSettings, studyOf } from '../../src/gnn/real-study.ts';

const names = Object.keys(realPanels) as readonly RealPanel[];
const LIMIT = 0.55;

const percent = (share: number | null): string => share === null ? '-' : `${(100 * share).toFixed(2).replace('-', '−')} %`;
const decimals = (value: number | null): string => value === null ? '-' : value.toFixed(4).replace('-', '−');
const forecastsOf = ({ model, baselines, shuffled }: EvaluationReport): readonly ForecastReport[] => [model, ...baselines, ...shuffled === null ? [] : [shuffled]];

/** One line of what a person looks for first. */
const told = ({ comparison, model: { pooled, backtest }, baselines }: EvaluationReport): string => {
  const best = baselines.toSorted((a, b) => (b.pooled.rankIc.value ?? -1) - (a.pooled.rankIc.value ?? -1))[0];
  return `${comparison.verdict}; IC ${decimals(pooled.ic.value)}, RankIC ${decimals(pooled.rankIc.value)} (${best?.name ?? '-'} ${decimals(best?.pooled.rankIc.value ?? null)}), `
    + `Brier ${decimals(pooled.brier.value)}, calibration error ${decimals(pooled.calibrationError)}, backtest ${percent(backtest.gross)} gross, ${percent(backtest.net)} net`;
};

/** What a whole report has: every forecast on every fold, five seeds of what draws, and a flag on whatever is too good. */
const shortcomings = (report: EvaluationReport, folds: number): readonly string[] => {
  const forecasts = forecastsOf(report);
  const missing = ['shuffled', ...baselineNames].filter((name) => !forecasts.some((each) => each.name === name));
  const unfolded = forecasts.filter((each) => each.folds.length !== folds || each.folds.some(({ accuracy }) => accuracy.interval === null));
  const seedless = [report.model, ...forecasts.filter(({ name }) => name === 'mlp' || name === 'shuffled')].filter(({ seeds }) => seeds.length < 5);
  const tooGood = forecasts.filter(({ pooled }) => (pooled.accuracy.value ?? 0) > LIMIT).map(({ name }) => name);
  const flagged = new Set(report.suspectedLeaks.filter(({ fold }) => fold === null).map(({ name }) => name));
  const unflagged = tooGood.filter((name) => !flagged.has(name));
  return [
    ...missing.map((name) => `${name} is missing`), ...unfolded.map(({ name }) => `${name} lacks a fold`), ...seedless.map(({ name }) => `${name} has few seeds`),
    ...unflagged.map((name) => `${name} is not flagged`), ...JSON.stringify(JSON.parse(JSON.stringify(report))) === JSON.stringify(report) ? [] : ['no JSON'],
  ];
};

const FOLDS = 3;

const whole = (name: RealPanel): Figure => ({
  name: `${name}: the evaluation report`, bar: 'every forecast on every fold with 5 seeds, whatever it says; more than 55 % is flagged',
  measure: async (): Promise<Measurement> => {
    const panel = realPanel(name);
    const report = await studyOf(panel, foldsOf(panel, FOLDS), realSettings);
    const short = shortcomings(report, FOLDS);
    const flags = report.suspectedLeaks.map((leak) => `${leak.name}${leak.fold === null ? '' : ` in fold ${leak.fold + 1}`} ${percent(leak.accuracy)}`);
    return { measured: [told(report), ...flags.length > 0 ? [`suspected: ${flags.join(', ')}`] : [], ...short].join('; '), ok: short.length === 0 };
  },
});

/** Two folds, two seeds and the quicker baselines: enough to see chance or a leak. */
const brief: StudySettings = { ...realSettings, seeds: [1, 2], baselines: ['majority', 'persistence', 'logistic', 'ridge'], shuffled: false };

const shuffledLabels = (name: RealPanel): Figure => ({
  name: `${name}: shuffled labels`, bar: 'chance: the IC’s interval holds 0, and the model is no better',
  measure: async (): Promise<Measurement> => {
    const panel = realPanel(name);
    const { model: { pooled: { accuracy, ic } }, comparison } = await studyOf(panel, foldsOf(panel, 2), brief, (dataset) => withShuffledOutcomes(dataset, 7));
    const holds = ic.interval !== null && ic.interval.low <= 0 && ic.interval.high >= 0;
    return {
      measured: `IC ${decimals(ic.value)} (${decimals(ic.interval?.low ?? null)} to ${decimals(ic.interval?.high ?? null)}), accuracy ${percent(accuracy.value)}; ${comparison.verdict}`,
      ok: holds && !comparison.better && Math.abs((accuracy.value ?? 0) - comparison.baseline.value) < 0.02,
    };
  },
});

const plantedLeak: Figure = {
  name: 'sp500_daily_panel: a feature of the future, planted', bar: 'the report suspects a leak and promotes nothing',
  measure: async (): Promise<Measurement> => {
    const panel = realPanel('sp500_daily_panel');
    const { suspectedLeaks, comparison } = await studyOf(panel, foldsOf(panel, 2), { ...brief, seeds: [1] }, (dataset) => withFutureFeature(dataset, 7));
    const caught = suspectedLeaks.some(({ name, fold }) => name === 'gcn' && fold === null) && suspectedLeaks.some(({ name, fold }) => name === 'ridge' && fold === null);
    return { measured: comparison.verdict, ok: caught && !comparison.better && comparison.verdict.startsWith('suspected leak') };
  },
};

/** The same study again, and once more interrupted after three tasks whose results pass through JSON. */
const repeated: Figure = {
  name: 'sp500_daily_panel: the same study again, and resumed', bar: 'the same report to the last digit',
  measure: async (): Promise<Measurement> => {
    const panel = realPanel('sp500_daily_panel');
    const folds = foldsOf(panel, 2);
    const first = JSON.stringify(await studyOf(panel, folds, brief));
    const again = JSON.stringify(await studyOf(panel, folds, brief));
    const known = new Map<string, StudyResult>();
    const stopping = new AbortController();
    const run = runHere(datasetOfFold(panel));
    const onResult = (result: StudyResult): void => {
      known.set(result.key, JSON.parse(JSON.stringify(result)) as StudyResult);
      if (known.size === 3) stopping.abort(new Error('stopped'));
    };
    const stopped = await study(folds, brief, { run, onResult, signal: stopping.signal }).then(() => false, () => true);
    const resumed = JSON.stringify(await study(folds, brief, { run, known }));
    const same = [again, resumed].filter((each) => each === first).length;
    return { measured: `${same} of 2 the same, ${first.length.toLocaleString('en-GB')} characters`, ok: stopped && same === 2 };
  },
};

/** Rounding differs between kernels and grows with each step, so a few epochs are compared. */
const engines: Figure = {
  name: 'sp500_daily_panel: TypeScript and WebAssembly kernels', bar: 'probabilities of "up" within 0.001 after two epochs',
  measure: async (): Promise<Measurement> => {
    const panel = realPanel('sp500_daily_panel');
    const [fold] = foldsOf(panel, 2);
    if (fold === undefined) return { measured: 'no fold', ok: false };
    const dataset = datasetOfFold(panel)(fold);
    const options = { ...realSettings.options, epochs: 2 };
    const said = async (engine: 'typescript' | 'wasm'): Promise<Float32Array> =>
      predict(await train(dataset, options, { engine: () => openEngine(engine) }), dataset, engine, openEngine(engine)).probabilityUp;
    const [oracle, fast] = [await said('typescript'), await said('wasm')];
    const furthest = oracle.reduce((most, value, at) => Math.max(most, Math.abs(value - (fast[at] as number))), 0);
    return { measured: `at most ${furthest.toExponential(1)} apart, of ${oracle.length.toLocaleString('en-GB')}`, ok: furthest < 1e-3 };
  },
};

export const figures: readonly Figure[] = [...names.map(whole), ...names.map(shuffledLabels), plantedLeak, repeated, engines];
