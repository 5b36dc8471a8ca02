import { layerTypes, temporalTypes } from '@streamforge/gnn/options';
import { z } from 'zod';

const names = z.array(z.string().min(1).max(64)).max(64);

/** The shape of a network, within what a training can ask for: a file that says otherwise would make it allocate without end. */
export const NetworkShape = z.strictObject({
  layer: z.enum(layerTypes),
  convolutions: z.int().min(0).max(16),
  hidden: z.int().min(1).max(4_096),
  heads: z.int().min(1).max(64),
  normalisation: z.enum(['row', 'symmetric']),
  residual: z.boolean(),
  layerNorm: z.boolean(),
  temporal: z.enum(temporalTypes),
  channels: names.min(1),
  history: z.int().min(1).max(4_096),
  relations: names,
});
