import { ModelName } from '@streamforge/contracts/events/gnn';
import type { LedgerReader } from '@streamforge/ledger/reader';
import type { LedgerPrediction, ModelScores } from '@streamforge/ledger/rows';
import { z } from 'zod';
import { count, exchange, interval, limit, symbol, to } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { SourceAnswer } from './entries.ts';

export const PredictionAnswer = z.object({
  model: z.string(),
  version: z.int(),
  exchange: z.string(),
  symbol: z.string(),
  interval: z.string(),
  openTime: z.int().describe('Of the bar that it is about.'),
  probabilityUp: z.number(),
  expectedReturn: z.number(),
  source: SourceAnswer,
  score: z.object({
    previousClose: z.string(),
    close: z.string(),
    up: z.boolean(),
    right: z.boolean().describe('Whether it named the direction.'),
    brier: z.number(),
    logReturn: z.number(),
  }).nullable().describe('Null until its bar is closed and stored.'),
});

const ScoresAnswer = z.object({
  model: z.string(),
  version: z.int(),
  predictions: z.int(),
  scored: z.int(),
  right: z.int(),
  accuracy: z.number().nullable(),
  brier: z.number().nullable(),
  meanReturn: z.number().nullable().describe('Mean log return of following its direction each time, without costs.'),
});

export const shownPrediction = (prediction: LedgerPrediction): z.input<typeof PredictionAnswer> => {
  const { model, version, exchange: venue, symbol: name, interval: length, openTime, probabilityUp, expectedReturn, source, score } = prediction;
  return {
    model, version, exchange: venue, symbol: name, interval: length, openTime, probabilityUp, expectedReturn, source,
    score: score === null ? null : { ...score },
  };
};

const shownScores = (scores: ModelScores): z.input<typeof ScoresAnswer> => ({ ...scores });

/** What models expected, and what came. */
export const predictionRoutes = (ledger: LedgerReader): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/predictions',
    tag: 'models',
    says: 'What models expected of the bars of a series, newest first, with what came where that is known.',
    query: z.strictObject({
      exchange, symbol, interval, to,
      model: ModelName.optional(),
      version: count(1, 1_000_000_000).optional(),
      limit: limit(50, 1_000),
    }),
    answer: z.object({ predictions: z.array(PredictionAnswer) }),
    handle: async ({ query: { to: before, ...query } }) => ({ predictions: (await ledger.predictions({ ...query, before })).map(shownPrediction) }),
  }),
  route({
    method: 'GET',
    url: '/v1/predictions/scores',
    tag: 'models',
    says: 'How often each version of a model was right, over the predictions whose bars came.',
    query: z.strictObject({ model: ModelName }),
    answer: z.object({ scores: z.array(ScoresAnswer) }),
    handle: async ({ query: { model } }) => ({ scores: (await ledger.scores(model)).map(shownScores) }),
  }),
];
