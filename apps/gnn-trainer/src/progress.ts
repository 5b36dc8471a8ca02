import type { Clock } from '@streamforge/determinism/clock';
import type { Epoch } from '@streamforge/gnn/options';

/** Shares of a training that its parts take, roughly: baselines train two further models. */
const shares = { reading: 0.05, epochs: 0.55, baselines: 0.95 } as const;

export interface Step {
  readonly fraction: number;
  readonly note: string;
}

export const reading: Step = { fraction: 0, note: 'reading bars' };
export const scoring: Step = { fraction: shares.epochs, note: 'training baselines' };
export const storing: Step = { fraction: shares.baselines, note: 'storing the model' };

const left = (ms: number): string => (ms < 60_000 ? `${Math.ceil(ms / 1_000)} s` : `${Math.ceil(ms / 60_000)} min`);

/** Says after each epoch how far a training is, and how long the epochs that are left take at most: it may end sooner. */
export const epochSteps = (epochs: number, clock: Clock): ((epoch: Epoch) => Step) => {
  let began: { readonly at: number; readonly epoch: number } | undefined;
  return ({ epoch, trainLoss, validationLoss, validationAccuracy }) => {
    const now = clock.monotonic();
    began ??= { at: now, epoch };
    const done = epoch - began.epoch;
    const eta = done === 0 ? '' : `, at most ${left(((now - began.at) / done) * (epochs - epoch))} of epochs left`;
    const losses = `loss ${trainLoss.toFixed(4)}, validation ${validationLoss.toFixed(4)} (${(100 * validationAccuracy).toFixed(1)} % of directions)`;
    return { fraction: shares.reading + (shares.epochs - shares.reading) * (epoch / epochs), note: `epoch ${epoch} of ${epochs}, ${losses}${eta}` };
  };
};
