import { canonicalJson } from '@streamforge/codec/canonical';
import type { ArtefactBodies } from '@streamforge/model-registry/artefact';
import { setImmediate } from 'node:timers/promises';
import type { Trained } from '../study/trained.ts';
import { modelCard } from './card.ts';
import type { ArtefactConfig } from './config.ts';
import { networkFile } from './onnx.ts';
import { plotsOf } from './plots.ts';

const json = (value: unknown): Uint8Array => Buffer.from(`${canonicalJson(value)}\n`);

/** The files of a model version; the same model gives the same bytes. Between what takes long the event loop has its turn. */
export const filesOf = async (config: ArtefactConfig, trained: Trained): Promise<ArtefactBodies> => {
  const { report, model: { weights, fold, seed, why, engine, bestEpoch, epochs }, curves } = trained;
  const files = new Map<string, Uint8Array>([
    ['model.safetensors', weights],
    ['config.json', json(config)],
    ['metrics.json', json({ report, model: { fold, seed, why, engine, bestEpoch, epochs: epochs.length }, curves })],
    ['README.md', Buffer.from(modelCard(config, trained))],
    ['model.onnx', networkFile(trained.model, trained.fitted)],
  ]);
  for (const [name, draw] of plotsOf(config.model, trained)) {
    await setImmediate();
    files.set(name, Buffer.from(draw()));
  }
  return files;
};
