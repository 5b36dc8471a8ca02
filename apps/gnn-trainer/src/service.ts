import { defineService } from '@streamforge/service-host/service';
import { acceptCommands } from './commands.ts';
import { TrainerConfig } from './config.ts';
import { evaluateModel } from './evaluate.ts';
import { predictOnCommand } from './predictions/on-command.ts';
import { asTimeGoesBy } from './schedule/background.ts';
import { trainModel } from './train.ts';

/** Trains and honestly evaluates graph models, and publishes their predictions. */
export const gnnTrainer = defineService({
  name: 'gnn-trainer',
  config: TrainerConfig,
  consumes: { 'gnn.commands.v1': acceptCommands },
  jobs: { train: trainModel, predict: predictOnCommand, evaluate: evaluateModel },
  background: asTimeGoesBy,
});
