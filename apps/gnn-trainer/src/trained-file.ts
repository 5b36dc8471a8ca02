/** A trained model between its training and its publication, as one object. */
import { canonicalJson } from '@streamforge/codec/canonical';
import type { ReadBars } from './bars/read.ts';
import type { Trained } from './study/trained.ts';

export type BarsRead = Pick<ReadBars, 'bars' | 'inputs'>;

interface TrainedFile {
  readonly trained: Omit<Trained, 'model'> & { readonly model: Omit<Trained['model'], 'weights'> };
  /** Base64 of safetensors. */
  readonly weights: string;
  readonly data: BarsRead;
}

export const trainedToBytes = (trained: Trained, { bars, inputs }: BarsRead): Uint8Array => {
  const { weights, ...model } = trained.model;
  return Buffer.from(canonicalJson({ trained: { ...trained, model }, weights: Buffer.from(weights).toString('base64'), data: { bars, inputs } } satisfies TrainedFile));
};

export const trainedFromBytes = (bytes: Uint8Array): { readonly trained: Trained; readonly data: BarsRead } => {
  const { trained, weights, data } = JSON.parse(Buffer.from(bytes).toString('utf8')) as TrainedFile;
  return { trained: { ...trained, model: { ...trained.model, weights: Buffer.from(weights, 'base64') } }, data };
};
