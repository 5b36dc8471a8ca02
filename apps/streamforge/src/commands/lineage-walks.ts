import type { Command } from 'commander';
import type { Act } from '../command.ts';
import type { Colours } from '../output/colour.ts';
import { instant, percent } from '../output/figures.ts';
import { printable } from '../output/table.ts';
import { get, pathOf } from '../platform/platform.ts';

/** The record a fact came from, as the platform answers it. */
interface Sourced {
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: number };
  readonly readable: boolean;
  readonly record: { readonly key: string | null; readonly value: { readonly text?: string } | null } | null;
}

interface PredictionFlags {
  readonly exchange?: string;
  readonly at?: string;
  readonly model?: string;
}

/** Further walks back: from a prediction, from an account's figures, from an answer. */
export const addLineageWalks = (lineage: Command, act: Act): void => {
  lineage.command('prediction')
    .description('the record of a prediction, the bars it rests on, and the training of its model')
    .argument('<symbol>').argument('<interval>')
    .option('--exchange <name>', 'venue (default: local)')
    .option('--at <time>', 'open time of the bar that it is about (default: the newest prediction)')
    .option('--model <name>', 'model that made it')
    .action(act(async ({ output, withPlatform }, { exchange, at: openTime, model }: PredictionFlags, symbol: string, interval: string) => {
      const path = pathOf(['v1', 'lineage', 'prediction'], { exchange, symbol, interval, openTime, model });
      output.data(await withPlatform((platform) => get(platform, path)) as PredictionLineage, predictionLines);
      return undefined;
    }));

  lineage.command('roi')
    .description('the records of an account’s fills, and of the bars that value what it holds')
    .argument('<account>')
    .option('--limit <number>', 'most fills, newest first', '100')
    .action(act(async ({ output, withPlatform }, { limit }: { readonly limit: string }, account: string) => {
      const answer = await withPlatform((platform) => get(platform, pathOf(['v1', 'lineage', 'roi', account], { limit })));
      output.data(answer as RoiLineage, roiLines);
      return undefined;
    }));

  lineage.command('answer')
    .description('the record of an answer, its question’s where that came over the log, and those it cites')
    .argument('<id>', 'of the question, or that `ask` shows')
    .action(act(async ({ output, withPlatform }, _options, id: string) => {
      output.data(await withPlatform((platform) => get(platform, pathOf(['v1', 'lineage', 'answers', id]))) as AnswerLineage, answerLines);
      return undefined;
    }));
};

interface PredictionLineage extends Sourced {
  readonly prediction: { readonly model: string; readonly version: number; readonly exchange: string; readonly symbol: string; readonly openTime: number; readonly probabilityUp: number };
  readonly basis: readonly Sourced[];
  readonly run: { readonly id: string; readonly seed: number; readonly dataFrom: number | null; readonly dataTo: number | null; readonly graphHash: string | null; readonly codeVersion: string } | null;
}

interface RoiLineage {
  readonly figures: { readonly account: string; readonly method: string; readonly time: number; readonly equity: string; readonly roi: string };
  readonly fills: readonly (Sourced & { readonly id: string; readonly time: number })[];
  readonly next: string | null;
  readonly marks: readonly (Sourced & { readonly exchange: string; readonly symbol: string; readonly openTime: number; readonly close: string })[];
}

interface AnswerLineage extends Sourced {
  readonly answer: { readonly id: string; readonly answer: string; readonly model: string };
  readonly question: Sourced | null;
  readonly citations: readonly (Sourced & { readonly number: number; readonly kind: string; readonly title: string })[];
}

type Line = readonly [name: string, text: string];

const place = ({ source: { topic, partition, offset }, readable, record }: Sourced): string =>
  `${topic}[${partition}]@${offset}${readable ? '' : ', which the log no longer holds'}${record?.value?.text === undefined ? '' : `  ${record.value.text}`}`;

const lined = (lines: readonly Line[], colours: Colours): string =>
  lines.map(([name, text]) => `${colours.strong(name.padEnd(14))}  ${printable(text)}`).join('\n');

const predictionLines = ({ prediction, basis, run, ...own }: PredictionLineage, colours: Colours): string => lined([
  ['prediction', `${prediction.exchange}:${prediction.symbol} at ${instant(prediction.openTime)}, up with ${percent(prediction.probabilityUp)}, by ${prediction.model} version ${prediction.version}`],
  ['came from', place(own)],
  ...run === null ? [] : [['trained by', `${run.id}, seed ${run.seed}, code ${run.codeVersion}`] as const, ['on', `${moment(run.dataFrom)} to ${moment(run.dataTo)}, graph ${run.graphHash ?? 'not known'}`] as const],
  ...basis.map((bar): Line => ['rests on', place(bar)]),
], colours);

const roiLines = ({ figures, fills, next, marks }: RoiLineage, colours: Colours): string => lined([
  ['figure', `${figures.account}, ${figures.method}: equity ${figures.equity}, ROI ${figures.roi}, at ${instant(figures.time)}`],
  ...marks.map((mark): Line => ['marked to', `${mark.exchange}:${mark.symbol} ${mark.close}, the bar of ${instant(mark.openTime)}  ${place(mark)}`]),
  ...fills.map((fill): Line => ['fill', `${fill.id} at ${instant(fill.time)}  ${place(fill)}`]),
  ...next === null ? [] : [['', 'There are more fills; --limit shows them.'] as const],
], colours);

const answerLines = ({ answer, question, citations, ...own }: AnswerLineage, colours: Colours): string => lined([
  ['answer', `${answer.id}, by ${answer.model}`],
  ['came from', place(own)],
  ...question === null ? [] : [['asked by', place(question)] as const],
  ...citations.map((citation): Line => [`[${citation.number}] ${citation.kind}`, `${citation.title}  ${place(citation)}`]),
], colours);

const moment = (time: number | null): string => time === null ? 'not known' : instant(time);
