import { modelFromBytes } from '@streamforge/gnn/model-file';
import type { TrainedModel } from '@streamforge/gnn/trained-model';
import { openArtefact } from '@streamforge/model-registry/artefact';
import type { ModelVersion } from '@streamforge/model-registry/entities';
import type { ObjectStore } from '@streamforge/object-store/port';
import { readConfig, type ArtefactConfig } from './config.ts';

/** A version that predicts. */
export interface LoadedModel {
  readonly version: ModelVersion;
  readonly config: ArtefactConfig;
  readonly network: Pick<TrainedModel, 'config' | 'weights'>;
  /** The weights as they are stored. */
  readonly weights: Uint8Array;
}

/** Loads a version, and nothing but what its registered manifest names. Rejects with `ARTEFACT_INVALID`. */
export const loadModel = async (objects: ObjectStore, version: ModelVersion): Promise<LoadedModel> => {
  const artefact = await openArtefact(objects, version);
  const config = readConfig(await artefact.read('config.json'));
  const weights = await artefact.read('model.safetensors');
  return { version, config, network: modelFromBytes(weights, config.network), weights };
};
