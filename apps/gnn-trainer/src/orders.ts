/** What a command asks for, as its job keeps it. When it was sent is no part of it: sent again, it is the same order. */
import type { Refusal } from '@streamforge/codec/received';
import { TerminalError } from '@streamforge/contracts/errors';
import { ModelName, Training, Universe, type GnnCommand } from '@streamforge/contracts/events/gnn';
import { trainingContradiction, universeContradiction } from '@streamforge/contracts/events/gnn-contradiction';
import { parseFeatures } from '@streamforge/market/snapshot/features/feature';
import { z } from 'zod';

export const TrainOrder = z.strictObject({ model: ModelName, universe: Universe, training: Training.prefault({}) });
export type TrainOrder = z.output<typeof TrainOrder>;

/** What is asked of a version that exists. */
export const VersionOrder = z.strictObject({ model: ModelName, version: z.int().min(1).optional() });
export type VersionOrder = z.output<typeof VersionOrder>;

const refused = (detail: string): Refusal => ({ code: 'EVENT_INVALID', detail });

/** Which optional fields a command takes; any other would be ignored, so it is refused. */
const takes: Readonly<Record<GnnCommand['command'], readonly ('universe' | 'training' | 'version' | 'force')[]>> = {
  train: ['universe', 'training'],
  evaluate: ['version'],
  predict: ['version'],
  promote: ['version', 'force'],
  rollback: [],
  cancel: [],
};

/** Why a command can't be carried out as it is written; undefined where it can. */
export const judgeCommand = (command: GnnCommand): Refusal | undefined => {
  const { command: name, universe } = command;
  for (const field of ['universe', 'training', 'version', 'force'] as const) {
    if (command[field] !== undefined && !takes[name].includes(field)) return refused(`"${name}" takes no "${field}".`);
  }
  if (name !== 'train') return undefined;
  if (universe === undefined) return refused('"train" needs a "universe": which bars the model learns from.');
  const contradiction = universeContradiction(universe);
  return contradiction === undefined ? judgeTraining(command.training) : refused(contradiction);
};

/** Settings that contradict each other, and features that there are not. */
const judgeTraining = (training: Training | undefined): Refusal | undefined => {
  if (training === undefined) return undefined;
  const contradiction = trainingContradiction(training);
  if (contradiction !== undefined) return refused(contradiction);
  try {
    parseFeatures(training.features);
    return undefined;
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
};

/** The parameters of the job that a command becomes. */
export const orderOf = ({ command, model, universe, training, version }: GnnCommand): TrainOrder | VersionOrder => command === 'train' && universe !== undefined
  ? { model, universe, training: training ?? Training.parse({}) }
  : { model, ...version !== undefined && { version } };

/** A job’s parameters, whoever made the job. Throws `EVENT_INVALID`. */
export const readOrder = <Order>(schema: z.ZodType<Order>, parameters: unknown): Order => {
  const { success, data, error } = schema.safeParse(parameters);
  if (!success) throw new TerminalError('EVENT_INVALID', z.prettifyError(error));
  return data;
};
