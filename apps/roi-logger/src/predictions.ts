import { predictedSeries } from '@streamforge/ledger/predictions';
import { booksOf } from './books.ts';
import type { RoiHandler } from './context.ts';
import { scorePredictions } from './scores.ts';
import { settle } from './settle.ts';

/** Keeps each prediction as it was first made, and scores it when its bar is there. */
export const logPredictions: RoiHandler<'gnn.predictions.v1'> = async (batch, context) => {
  const made = batch.filter((record) => record.kind === 'event');
  const books = await booksOf(context);
  const kept = await books.ledger.keepPredictions(made);
  await scorePredictions(made.map(({ value }) => ({ series: predictedSeries(value), openTime: value.openTime })), books, context);
  return settle(made, kept, context, ({ value }) => `Prediction of ${value.model} ${value.version} for ${predictedSeries(value)} at ${value.openTime}`);
};
