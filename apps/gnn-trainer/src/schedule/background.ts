import type { TrainerBackground } from '../context.ts';
import { predictAsBarsArrive } from '../predictions/schedule.ts';
import { trainAsTimeGoesBy } from './train-anew.ts';

/** What happens without a command. */
export const asTimeGoesBy: TrainerBackground = async (context, signal) => {
  await Promise.all([predictAsBarsArrive(context, signal), trainAsTimeGoesBy(context, signal)]);
};
