import { StreamForgeError } from '@streamforge/contracts/errors';
import { ModelName } from '@streamforge/contracts/events/gnn';
import type { EventLog } from '@streamforge/event-log/port';
import type { LedgerReader } from '@streamforge/ledger/reader';
import type { LedgerPrediction } from '@streamforge/ledger/rows';
import type { Registry } from '@streamforge/model-registry/registry';
import { z } from 'zod';
import { count, exchange, interval, Moment, symbol } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { recordsFor } from './own-records.ts';
import { shownVersion, VersionAnswer } from './models.ts';
import { PredictionAnswer, shownPrediction } from './predictions.ts';
import { RunAnswer, shownRun } from './runs.ts';
import { allSourced, sourced, SourcedAnswer } from './sourced.ts';

const Answer = SourcedAnswer.extend({
  prediction: PredictionAnswer,
  basis: z.array(SourcedAnswer).describe('The records of the newest bars that the model saw.'),
  version: VersionAnswer.nullable(),
  run: RunAnswer.nullable().describe('The training: its data range, graph, seed and code version.'),
});

const Query = z.strictObject({
  exchange,
  symbol,
  interval,
  openTime: Moment.optional().describe('Of the bar that it is about; the newest prediction when absent.'),
  model: ModelName.optional(),
  version: count(1, 1_000_000_000).optional(),
});

export interface PredictionStores {
  readonly events: EventLog;
  readonly ledger: LedgerReader;
  readonly registry: () => Promise<Registry>;
}

/** From a prediction to its record, to the bars that it rests on, and to the training that made its model. */
export const predictionLineageRoutes = ({ events, ledger, registry }: PredictionStores): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/lineage/prediction',
    tag: 'lineage',
    says: 'Where a prediction came from: its record, the records of the bars it rests on, and the training of its model.',
    query: Query,
    answer: Answer,
    errors: ['NOT_FOUND'],
    handle: async ({ query, request }) => {
      const records = recordsFor(events, request);
      const prediction = await predictionOf(ledger, query);
      const opened = await registry();
      const version = await opened.version(prediction.model, prediction.version);
      const run = version === undefined ? undefined : await opened.run(version.run);
      return {
        prediction: shownPrediction(prediction),
        ...await sourced(records, prediction.source),
        basis: await allSourced(records, prediction.basis),
        version: version === undefined ? null : shownVersion(version),
        run: run === undefined ? null : shownRun(run),
      };
    },
  }),
];

const predictionOf = async (ledger: LedgerReader, query: z.output<typeof Query>): Promise<LedgerPrediction> => {
  const [found] = await ledger.predictions({ ...query, limit: 1 });
  if (found !== undefined) return found;
  const { exchange: venue, symbol: name, interval: length, openTime } = query;
  const named = `${venue}:${name}:${length}${openTime === undefined ? '' : ` at ${openTime}`}`;
  throw new StreamForgeError('NOT_FOUND', `There is no such prediction of ${named}.`);
};
