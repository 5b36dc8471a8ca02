import { canonicalJson } from '@streamforge/codec/canonical';
import type { ArtefactBodies } from '@streamforge/model-registry/artefact';
import type { Trained } from '../training/messages.ts';
import { modelCard } from './card.ts';
import type { ArtefactConfig } from './config.ts';

const json = (value: unknown): Uint8Array => Buffer.from(`${canonicalJson(value)}\n`);

/** The files of a model version; the same model gives the same bytes. */
export const filesOf = (config: ArtefactConfig, trained: Trained): ArtefactBodies => {
  const { weights, windows, scores, baselines, comparison, epochs, bestEpoch } = trained;
  return new Map([
    ['model.safetensors', weights],
    ['config.json', json(config)],
    ['metrics.json', json({ windows, scores, baselines, comparison, epochs, bestEpoch })],
    ['README.md', Buffer.from(modelCard(config, trained))],
  ]);
};
