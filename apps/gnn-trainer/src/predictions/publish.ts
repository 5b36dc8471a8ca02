import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import type { TrainerContext } from '../context.ts';
import type { NextPrediction } from './predict-next.ts';

/** Publishes predictions; the same one has the same id, however often it is made. */
export const publishPredictions = async (predictions: readonly NextPrediction[], { publish }: Pick<TrainerContext, 'publish'>): Promise<void> => {
  await publish('gnn.predictions.v1', predictions.map(({ madeOf, ...value }) => {
    const body = Buffer.from(canonicalJson(value));
    return { value, body, id: sha256(body), time: madeOf };
  }));
};
