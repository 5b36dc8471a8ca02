import { runTask } from '@streamforge/gnn/evaluation/run-task';
import { openEngine, type EngineName } from '@streamforge/gnn/kernels/engine';
import { modelFromBytes, modelToBytes } from '@streamforge/gnn/model-file';
import type { TrainedModel } from '@streamforge/gnn/trained-model';
import { stateFromBytes, stateToBytes } from '@streamforge/gnn/training-state';
import type { Say } from '@streamforge/training-pool/serve';
import type { Learned, LearnedModel, LearnTask, News } from './messages.ts';

const learned = (model: TrainedModel, engine: EngineName): LearnedModel => {
  const { config, epochs, bestEpoch } = model;
  return { config, epochs, bestEpoch, engine, weights: modelToBytes(model) };
};

/** Trains and scores what a task of a study asks for; tells every epoch. */
export const learnOn = async ({ dataset, task, resume, checkpointEvery, given }: LearnTask, say: Say<News>): Promise<Learned> => {
  let trained: TrainedModel | undefined;
  let engine: EngineName = 'typescript';
  const result = await runTask(dataset, task, {
    engine: () => {
      const opened = openEngine();
      engine = opened.name;
      return opened;
    },
    onEpoch: (epoch, state) => say({ key: task.key, epoch, state: epoch.epoch % checkpointEvery === 0 ? stateToBytes(state()) : undefined }),
    onModel: (model) => {
      trained = model;
    },
    ...resume !== undefined && { from: stateFromBytes(resume) },
    ...given !== undefined && { given: modelFromBytes(given.weights, given.config) },
  });
  return { result, model: task.role === 'model' && trained !== undefined ? learned(trained, engine) : undefined };
};
