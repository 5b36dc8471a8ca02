import { z } from 'zod';

/** Settings of gnn-trainer beside the host's. */
export const TrainerConfig = z.object({
  GNN_PREDICT_SECONDS: z.coerce.number().int().min(0).max(86_400).default(5)
    .describe('Pause between two looks for new bars to predict the next ones of; 0 predicts on command and after training only.'),
  GNN_CHECKPOINT_EPOCHS: z.coerce.number().int().min(1).max(10_000).default(20)
    .describe('Epochs between two checkpoints of a training.'),
  GNN_THREADS: z.coerce.number().int().min(0).max(64).default(0)
    .describe('Threads that train at a time; 0: one fewer than there are cores, 8 at most.'),
  GNN_TRAIN_HOURS: z.coerce.number().int().min(0).max(8_760).default(0)
    .describe('Every so many hours each model is trained anew, as it was ordered last, on the bars that came since; 0: on command only.'),
});
export type TrainerConfig = z.output<typeof TrainerConfig>;
