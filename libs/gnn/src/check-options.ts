import { layerTypes, lossTypes, temporalTypes, type TrainOptions } from './options.ts';

/** Throws a RangeError that names the first choice that makes no sense. */
export const checkOptions = (options: TrainOptions): void => {
  checkNames(options);
  const { layer, convolutions, hidden, heads, epochs, patience, batch, learningRate, weightDecay, dropout, attentionDropout } = options;
  const whole = { convolutions: [convolutions, 0], hidden: [hidden, 1], heads: [heads, 1], epochs: [epochs, 1], patience: [patience, 1], batch: [batch, 1] } as const;
  for (const [name, [value, least]] of Object.entries(whole)) {
    if (!Number.isInteger(value) || value < least) throw new RangeError(`${name} is ${value}: it must be a whole number from ${least} on`);
  }
  if (!(learningRate > 0 && Number.isFinite(learningRate))) throw new RangeError(`a learning rate of ${learningRate}: it must be above 0`);
  for (const [name, value] of Object.entries({ weightDecay, dropout, attentionDropout })) {
    if (!(value >= 0 && value < 1)) throw new RangeError(`${name} is ${value}: it must be from 0 to less than 1`);
  }
  if ((layer === 'gat' || layer === 'gatv2') && hidden % heads !== 0) {
    throw new RangeError(`${heads} heads do not divide a width of ${hidden}`);
  }
};

const checkNames = ({ layer, temporal, loss }: TrainOptions): void => {
  const names = { layer: [layer, layerTypes], temporal: [temporal, temporalTypes], loss: [loss, lossTypes] } as const;
  for (const [name, [value, known]] of Object.entries(names)) {
    if (!(known as readonly string[]).includes(value)) throw new RangeError(`${name} is ${value}, not one of ${known.join(', ')}`);
  }
};
