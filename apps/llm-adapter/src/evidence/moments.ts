/** Earlier moments like the asked one, and what followed them. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { DocumentStore, Source } from '@streamforge/document-store/port';
import { approximateLength, openOf } from '@streamforge/market/interval';
import { candleSeries } from '@streamforge/market/series';
import type { Moment, Moments, SimilarMoment, SimilarMoments } from '@streamforge/search/moments';
import type { KnownAsset } from '../question/assets-named.ts';
import { rangeOf, type TimeHint } from '../question/time-hint.ts';
import type { Evidence } from './evidence.ts';
import { signedPercent, simpleOfLog, timeText } from './figures.ts';
import { seriesOfAsset, type BarSeries } from './series-of-asset.ts';

const MOST_MOMENTS = 5;
/** Moments less alike are not called similar. */
const LEAST_LIKENESS = 0.5;
/** More are looked at than told of: those whose sequel is known say more. */
const LOOKED_AT = 3 * MOST_MOMENTS;

/** The moment asked for ends with the range that the question names; without one it is the newest. */
const momentAt = ({ interval, ends }: BarSeries, hint: TimeHint | undefined): number | undefined =>
  hint === undefined || hint.kind === 'last' ? undefined : openOf(interval, Math.min(rangeOf(hint, ends).to, ends) - 1);

/** Undefined where there are too few bars for a moment. */
const similarTo = async (
  moments: Pick<Moments, 'similar'>, series: BarSeries, hint: TimeHint | undefined,
): Promise<SimilarMoments | undefined> => {
  const { exchange, symbol, interval } = series;
  try {
    return await moments.similar({ exchange, symbol, interval, at: momentAt(series, hint), limit: LOOKED_AT });
  } catch (error) {
    if (error instanceof StreamForgeError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
};

const sequelFirst = (found: readonly SimilarMoment[]): readonly SimilarMoment[] =>
  found.toSorted((a, b) => Number(a.forwardReturn === null) - Number(b.forwardReturn === null) || b.score - a.score);

/** Moments like the newest one of an asset, of the finest interval that has any. */
export const momentEvidence = async (
  moments: Pick<Moments, 'similar'>, documents: Pick<DocumentStore, 'get' | 'series'>, asset: KnownAsset, hint: TimeHint | undefined,
): Promise<readonly Evidence[]> => {
  for (const series of await seriesOfAsset(documents, asset)) {
    const similar = await similarTo(moments, series, hint);
    const alike = sequelFirst(similar?.found.filter(({ score }) => score >= LEAST_LIKENESS) ?? []).slice(0, MOST_MOMENTS);
    if (similar === undefined || alike.length === 0) continue;
    const told = await Promise.all(alike.map(async (one): Promise<readonly Evidence[]> => {
      const source = await lastBarOf(documents, one);
      return source === undefined ? [] : [{ kind: 'moment', title: titleOf(one), text: textOf(similar.moment, one), source }];
    }));
    return told.flat();
  }
  return [];
};

/** The record of the bar that completes a moment. */
const lastBarOf = async (documents: Pick<DocumentStore, 'get'>, moment: Moment): Promise<Source | undefined> => {
  const stored = await documents.get('candles', { series: candleSeries(moment), order: moment.to, id: '' });
  if (stored === undefined || stored.body === null) return undefined;
  const { topic, partition, offset } = stored.source;
  return { topic, partition, offset };
};

const spanOf = ({ from, to, interval }: Moment): string => `${timeText(from)} to ${timeText(to + approximateLength(interval))}`;

const titleOf = (moment: Moment): string => `${moment.symbol} on ${moment.exchange}, ${moment.interval}, ${spanOf(moment)}`;

const textOf = (asked: Moment, found: SimilarMoment): string => {
  const followed = found.forwardReturn === null
    ? 'what followed is not known yet'
    : `the bar after it returned ${signedPercent(simpleOfLog(found.forwardReturn))}`;
  return `${found.symbol} on ${found.exchange} (${found.interval}) moved from ${spanOf(found)} like ${asked.symbol} from ${spanOf(asked)} `
    + `(likeness ${found.score.toFixed(2)} of 1); ${followed}.`;
};
