import { canonicalJson } from '@streamforge/codec/canonical';
import type { ArtefactBodies } from '@streamforge/model-registry/artefact';
import type { Trained } from '../study/trained.ts';
import { modelCard } from './card.ts';
import type { ArtefactConfig } from './config.ts';
import { networkFile } from './onnx.ts';
import { plotsOf } from './plots.ts';

const json = (value: unknown): Uint8Array => Buffer.from(`${canonicalJson(value)}\n`);

/** The files of a model version; the same model gives the same bytes. */
export const filesOf = (config: ArtefactConfig, trained: Trained): ArtefactBodies => {
  const { report, model: { weights, fold, seed, why, engine, bestEpoch, epochs }, curves } = trained;
  return new Map([
    ['model.safetensors', weights],
    ['config.json', json(config)],
    ['metrics.json', json({ report, model: { fold, seed, why, engine, bestEpoch, epochs: epochs.length }, curves })],
    ['README.md', Buffer.from(modelCard(config, trained))],
    ['model.onnx', networkFile(trained.model, trained.fitted)],
    ...Array.from(plotsOf(config.model, trained), ([name, svg]) => [name, Buffer.from(svg)] as const),
  ]);
};
