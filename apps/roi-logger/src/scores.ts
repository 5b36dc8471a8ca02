/** Scores predictions by the bars that they were about, as these stand in the document store. */
import type { Bar } from '@streamforge/contracts/events/bar';
import { compareDecimals } from '@streamforge/contracts/decimal';
import type { DocumentStore } from '@streamforge/document-store/port';
import { predictedSeries, type MadePrediction } from '@streamforge/ledger/predictions';
import type { PredictionScore } from '@streamforge/ledger/rows';
import type { Books } from './books.ts';
import type { RoiContext } from './context.ts';

/** Which predictions: those of these series about bars that open from `from` to `to`, both inclusive, and that are wanted. */
interface About {
  readonly series: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly wanted: (prediction: MadePrediction) => boolean;
}

const decoder = new TextDecoder();
const origins = ['published', 'trades'] as const;
const ROUNDED = 1e12;

const closedClose = (body: Uint8Array | null | undefined): string | undefined => {
  if (body === null || body === undefined) return undefined;
  const { close, closed } = JSON.parse(decoder.decode(body)) as Pick<Bar, 'close' | 'closed'>;
  return closed ? close : undefined;
};

/** The last close of a series before a bar. */
const closeBefore = async (documents: DocumentStore, series: string, openTime: number): Promise<string | undefined> => {
  for await (const page of documents.scan('candles', series, { to: openTime, reverse: true, limit: 4 })) {
    for (const { body } of page) {
      const close = closedClose(body);
      if (close !== undefined) return close;
    }
  }
  return undefined;
};

/** What the bar brought; undefined while it, or the one before it, is not there. A bar that the venue published stands before one that we built. */
const outcomeOf = async (documents: DocumentStore, series: string, openTime: number): Promise<{ readonly previousClose: string; readonly close: string } | undefined> => {
  for (const origin of origins) {
    const name = `${series}:${origin}`;
    const close = closedClose((await documents.get('candles', { series: name, order: openTime, id: '' }))?.body);
    if (close === undefined) continue;
    const previousClose = await closeBefore(documents, name, openTime);
    if (previousClose !== undefined) return { previousClose, close };
  }
  return undefined;
};

/** Brier score: G. W. Brier, “Verification of Forecasts Expressed in Terms of Probability”, 1950. */
const scoreOf = (probabilityUp: number, previousClose: string, close: string): PredictionScore => {
  const up = compareDecimals(close, previousClose) > 0;
  return {
    previousClose, close, up,
    right: (probabilityUp > 0.5) === up,
    brier: (probabilityUp - (up ? 1 : 0)) ** 2,
    logReturn: Math.round(Math.log(Number(close) / Number(previousClose)) * ROUNDED) / ROUNDED,
  };
};

/** Scores what is wanted; what somebody else scored meanwhile is read and scored again, so that the newest bars decide. */
const score = async ({ series, from, to, wanted }: About, { ledger }: Pick<Books, 'ledger'>, { documents }: RoiContext): Promise<void> => {
  for (let open = (await ledger.predictionsAbout(series, from, to)).filter(wanted); open.length > 0;) {
    const outcomes = new Map<string, Awaited<ReturnType<typeof outcomeOf>>>();
    const scored: { readonly prediction: MadePrediction; readonly score: PredictionScore }[] = [];
    for (const prediction of open) {
      const name = nameOf(prediction);
      const outcome = outcomes.has(name) ? outcomes.get(name) : await outcomeOf(documents, prediction.series, prediction.openTime);
      outcomes.set(name, outcome);
      if (outcome !== undefined) scored.push({ prediction, score: scoreOf(prediction.probabilityUp, outcome.previousClose, outcome.close) });
    }
    const overtaken = new Set((await ledger.keepScores(scored)).map(keyOf));
    if (overtaken.size === 0) return;
    open = (await ledger.predictionsAbout(series, from, to)).filter((prediction) => overtaken.has(keyOf(prediction)));
  }
};

const nameOf = ({ series, openTime }: Pick<MadePrediction, 'series' | 'openTime'>): string => `${series}:${openTime}`;
const keyOf = (prediction: MadePrediction): string => `${prediction.model}:${prediction.version}:${nameOf(prediction)}`;

/** Scores predictions that were just kept, where the future is there already. */
export const scorePredictions = async (about: readonly Pick<MadePrediction, 'series' | 'openTime'>[], books: Pick<Books, 'ledger'>, context: RoiContext): Promise<void> => {
  if (about.length === 0) return;
  const names = new Set(about.map(nameOf));
  const times = about.map(({ openTime }) => openTime);
  const series = [...new Set(about.map((one) => one.series))];
  await score({ series, from: Math.min(...times), to: Math.max(...times), wanted: (made) => names.has(nameOf(made)) }, books, context);
};

/** When the next bar of a series after one opens; -Infinity where none is stored. */
const nextOpenTime = async (documents: DocumentStore, series: string, openTime: number): Promise<number> => {
  const found: number[] = [];
  for (const origin of origins) {
    for await (const orders of documents.scanOrders('candles', `${series}:${origin}`, { from: openTime + 1, limit: 1 })) found.push(...orders);
  }
  return Math.max(...found, Number.NEGATIVE_INFINITY);
};

/** Scores predictions about closed bars, and about the bars after them: the close before is theirs. */
export const scoreByBars = async (bars: readonly Bar[], books: Pick<Books, 'ledger'>, context: RoiContext): Promise<void> => {
  const opens = new Map<string, { readonly first: number; readonly last: number }>();
  for (const bar of bars) {
    const [series, time] = [predictedSeries(bar), bar.openTime];
    const known = opens.get(series);
    opens.set(series, { first: Math.min(time, known?.first ?? time), last: Math.max(time, known?.last ?? time) });
  }
  const from = Math.min(...[...opens.values()].map(({ first }) => first));
  const predicted = new Set((await books.ledger.predictionsAbout([...opens.keys()], from, Number.MAX_SAFE_INTEGER)).map(({ series }) => series));
  for (const series of predicted) {
    const { first, last } = opens.get(series) ?? { first: from, last: from };
    const to = Math.max(last, await nextOpenTime(context.documents, series, last));
    await score({ series: [series], from: first, to, wanted: () => true }, books, context);
  }
};
