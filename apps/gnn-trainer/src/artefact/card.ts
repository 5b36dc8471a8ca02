/** A model’s card: `README.md` with the front matter of the Hugging Face hub. Every number of it stands in `metrics.json` or `config.json` too. */
import type { Estimate, EvaluationReport, ForecastReport } from '@streamforge/gnn/evaluation/report';
import type { Trained } from '../study/trained.ts';
import type { ArtefactConfig } from './config.ts';
import { limitsOf } from './limits.ts';

/** JSON is YAML: quoted so that no name can end a line of the front matter. */
const quoted = (text: string): string => JSON.stringify(text);

const percent = (share: number | null): string => (share === null ? 'not defined' : `${(100 * share).toFixed(2)} %`);
const decimals = (value: number | null): string => (value === null ? 'not defined' : value.toFixed(4));
const day = (time: number): string => new Date(time).toISOString();

const within = ({ value, interval }: Estimate, spelled: (value: number | null) => string): string =>
  interval === null ? spelled(value) : `${spelled(value)} (${spelled(interval.low)} to ${spelled(interval.high)})`;

const frontMatter = ({ model, network, universe: { exchange, interval } }: ArtefactConfig, { model: { pooled } }: EvaluationReport): readonly string[] => [
  '---',
  'library_name: streamforge',
  'license: other',
  'license_name: that-of-the-bars-it-was-trained-on',
  'pipeline_tag: time-series-forecasting',
  'tags:',
  ...['graph-neural-network', network.layer, 'market-data'].map((tag) => `- ${tag}`),
  'model-index:',
  `- name: ${quoted(model)}`,
  '  results:',
  '  - task:',
  '      type: time-series-forecasting',
  '      name: Direction of the next bar',
  '    dataset:',
  `      type: ${quoted(`${exchange}-${interval}`)}`,
  `      name: ${quoted(`${interval} bars of ${exchange}`)}`,
  '      split: test',
  '    metrics:',
  ...Object.entries({ accuracy: pooled.accuracy, ic: pooled.ic, rank_ic: pooled.rankIc, brier: pooled.brier })
    .flatMap(([type, { value }]) => (value === null ? [] : [`    - type: ${type}`, `      value: ${value}`])),
  '---',
];

const judged = (rows: readonly ForecastReport[]): readonly string[] => [
  '| on the test windows | accuracy | IC | rank IC | ICIR | Brier | calibration error | samples |',
  '|---|---|---|---|---|---|---|---|',
  ...rows.map(({ name, pooled: { accuracy, ic, rankIc, icir, brier, calibrationError, samples } }) =>
    `| ${name} | ${within(accuracy, percent)} | ${within(ic, decimals)} | ${within(rankIc, decimals)} | ${decimals(icir.value)} | ${decimals(brier.value)} | `
      + `${decimals(calibrationError)} | ${samples} |`),
];

const traded = (rows: readonly ForecastReport[], { topK, costBps }: EvaluationReport): readonly string[] => [
  `| long the best ${topK}, short the worst, ${costBps} bps a trade | before costs | net | turnover | deepest fall |`,
  '|---|---|---|---|---|',
  ...rows.map(({ name, backtest: { gross, net, turnover, maxDrawdown } }) => `| ${name} | ${percent(gross)} | ${percent(net)} | ${decimals(turnover)} | ${percent(maxDrawdown)} |`),
];

const foldsOf = ({ folds }: EvaluationReport): readonly string[] => [
  '| fold | window | from | to | samples |',
  '|---|---|---|---|---|',
  ...folds.flatMap(({ index, windows: { train, validation, test } }) => Object.entries({ train, validation, test }).map(([name, { from, to, samples }]) =>
    `| ${index + 1} | ${name} | ${day(from)} | ${day(to)} | ${samples} |`)),
];

const inputsOf = ({ data: { inputs } }: ArtefactConfig): readonly string[] => [
  '| topic | partition | offsets | records |',
  '|---|---|---|---|',
  ...inputs.map(({ topic, partition, fromOffset, toOffset, records }) => `| ${topic} | ${partition} | ${fromOffset} to ${toOffset} | ${records} |`),
];

const shapeOf = ({ network }: ArtefactConfig): string => {
  const { layer, convolutions, hidden, heads, temporal } = network;
  const attends = layer === 'gat' || layer === 'gatv2';
  return [layer, `${convolutions} × ${hidden}${attends ? ` with ${heads} heads` : ''}`, temporal !== 'none' && `${temporal} over time`]
    .filter((part) => part !== false).join(', ');
};

/** What lies beside the card. */
const contents = {
  'model.safetensors': 'the weights',
  'config.json': 'all that prediction needs beside them (network, assets, scales, graph), and what it was made of',
  'metrics.json': 'the whole evaluation: folds, seeds, intervals, baselines, backtest, and every epoch',
  'model.onnx': 'the network with its graph for other programs: `features` in, `probability_up` and `expected_return` out',
  'plots/': 'what stands in this card as pictures',
  'manifest.json': 'size and sha256 of each file; its own is in the registry',
} as const;

/** Writes the card. `no better than` its best baseline is said where it is so. */
export const modelCard = (config: ArtefactConfig, { report, model: chosen }: Trained): string => {
  const { model, version, run, codeVersion, createdAt, training, universe, snapshot, data } = config;
  const { comparison, model: judgedModel, baselines, shuffled, seeds, configurations } = report;
  const edges = snapshot.relations.map(({ name, edges: { length } }) => `${length} ${name}`).join(', ');
  const rows = [judgedModel, ...baselines, ...shuffled === null ? [] : [shuffled]];
  return [
    ...frontMatter(config, report),
    '',
    `# ${model}, version ${version}`,
    '',
    `A graph model (${shapeOf(config)}) that names the direction and return of the next ${universe.interval} bar of `
      + `${snapshot.assets.length} assets of ${universe.exchange}, from ${snapshot.channels.join(', ')} of the last ${snapshot.history} bars of each and of those it is linked to.`,
    '',
    `**It is ${comparison.verdict}.**`,
    '',
    `Judged on ${report.folds.length} walk-forward fold${report.folds.length === 1 ? '' : 's'} with ${seeds.length} seed${seeds.length === 1 ? '' : 's'} each; `
      + `${configurations} configuration${configurations === 1 ? ' was' : 's were'} tried for this model until now. Figures are means over seeds, with the interval of a block bootstrap.`,
    '',
    ...judged(rows),
    '',
    '![Calibration](plots/calibration.svg)',
    '',
    '![IC over time](plots/ic-over-time.svg)',
    '',
    ...traded(rows, report),
    '',
    '![Backtest](plots/equity.svg)',
    '',
    `The weights are those of fold ${chosen.fold + 1}, seed ${chosen.seed}, epoch ${chosen.bestEpoch}: ${chosen.why}.`,
    '',
    '## Data',
    '',
    `${data.bars} closed bars; sha256 of the panel ${snapshot.dataHash}. Graph: ${edges === '' ? 'no' : edges} edges, fitted on the training window only; sha256 ${snapshot.graphHash}.`,
    '',
    '![Graph](plots/graph.svg)',
    '',
    ...foldsOf(report),
    '',
    `Between two windows ${snapshot.split.purge} bars are left out. The bars came from these records:`,
    '',
    ...inputsOf(config),
    '',
    '## Training',
    '',
    `Run ${run}, first seed ${training.seed}, at most ${training.epochs} epochs, ${chosen.engine} kernels, code version ${codeVersion}, made ${day(createdAt)}. Everything else `
      + 'stands in `config.json`; the same bars, settings, seed and kernels give the same weights.',
    '',
    '![Learning curves](plots/learning-curves.svg)',
    '',
    '## Files',
    '',
    '| file | what it holds |',
    '|---|---|',
    ...Object.entries(contents).map(([name, what]) => `| \`${name}\` | ${what} |`),
    '',
    '## Limits',
    '',
    ...limitsOf(report).map((limit) => `- ${limit}`),
    '',
  ].join('\n');
};
