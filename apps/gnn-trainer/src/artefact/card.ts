/** A model’s card: `README.md` with the front matter of the Hugging Face hub. Every number of it stands in `metrics.json` or `config.json` too. */
import type { Evaluation, NamedScores } from '../training/messages.ts';
import type { ArtefactConfig } from './config.ts';

/** JSON is YAML: quoted so that no name can end a line of the front matter. */
const quoted = (text: string): string => JSON.stringify(text);

const percent = (share: number | null): string => (share === null ? 'not defined' : `${(100 * share).toFixed(2)} %`);
const decimals = (value: number | null): string => (value === null ? 'not defined' : value.toFixed(4));
const day = (time: number): string => new Date(time).toISOString();

const frontMatter = ({ model, network, universe: { exchange, interval } }: ArtefactConfig, { scores }: Evaluation): readonly string[] => [
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
  ...[['accuracy', scores.test.accuracy], ['ic', scores.test.ic], ['brier', scores.test.brier]]
    .flatMap(([type, value]) => (value === null ? [] : [`    - type: ${type}`, `      value: ${value}`])),
  '---',
];

const table = (rows: readonly NamedScores[]): readonly string[] => [
  '| on the test window | accuracy | IC | rank IC | Brier | samples |',
  '|---|---|---|---|---|---|',
  ...rows.map(({ name, scores: { test } }) =>
    `| ${name} | ${percent(test.accuracy)} | ${decimals(test.ic)} | ${decimals(test.rankIc)} | ${decimals(test.brier)} | ${test.samples} |`),
];

const windowsOf = ({ windows: { train, validation, test } }: Evaluation): readonly string[] =>
  Object.entries({ train, validation, test }).map(([name, { from, to, samples }]) => `- ${name}: ${day(from)} to ${day(to)}, ${samples} samples`);

const inputsOf = ({ data: { inputs } }: ArtefactConfig): readonly string[] => [
  '| topic | partition | offsets | records |',
  '|---|---|---|---|',
  ...inputs.map(({ topic, partition, fromOffset, toOffset, records }) => `| ${topic} | ${partition} | ${fromOffset} to ${toOffset} | ${records} |`),
];

/** Writes the card. `no better than` its best baseline is said where it is so. */
export const modelCard = (config: ArtefactConfig, evaluation: Evaluation): string => {
  const { model, version, run, codeVersion, createdAt, network, training, universe, snapshot, data } = config;
  const { comparison, scores, baselines } = evaluation;
  const edges = snapshot.relations.map(({ name, edges: { length } }) => `${length} ${name}`).join(', ');
  return [
    ...frontMatter(config, evaluation),
    '',
    `# ${model}, version ${version}`,
    '',
    `A graph model (${network.layer}, ${network.convolutions} × ${network.hidden}) that names the direction and return of the next ${universe.interval} bar of `
      + `${snapshot.assets.length} assets of ${universe.exchange}, from the last ${snapshot.history} returns of each and of those it is linked to.`,
    '',
    `**It is ${comparison.verdict}.**`,
    '',
    ...table([{ name: network.layer, scores }, ...baselines]),
    '',
    '## Data',
    '',
    `${data.bars} closed bars; sha256 of the panel ${snapshot.dataHash}. Graph: ${edges} edges, fitted on the training window only; sha256 ${snapshot.graphHash}.`,
    '',
    ...windowsOf(evaluation),
    '',
    `Between two windows ${snapshot.split.purge} bars are left out. The bars came from these records:`,
    '',
    ...inputsOf(config),
    '',
    '## Training',
    '',
    `Run ${run}, seed ${training.seed}, at most ${training.epochs} epochs, code version ${codeVersion}, made ${day(createdAt)}. Everything else stands in \`config.json\`; `
      + 'the same bars, settings and seed give the same weights.',
    '',
    '## Limits',
    '',
    '- One seed, one split: the interval says what chance does to the test window, not what another market would do.',
    '- Accuracy counts directions alike, whatever they were worth; there are no costs, no spread and no size in it.',
    '- Assets that came after training are unknown to it, and relations that changed since are not learned anew.',
    '- Scores say nothing of bars outside the windows above. It is no advice.',
    '',
  ].join('\n');
};
