/** Everything that training needs to go on where it was: after a pause of any length it gives the very same model. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import { freshMoments, type Moments } from './adam.ts';
import { setWeights, weightsOf, type Network } from './network.ts';
import type { Epoch } from './options.ts';
import { fromSafetensors, toSafetensors } from './safetensors.ts';
import type { Tensors } from './tensor.ts';

export interface TrainingState {
  /** Epochs done, the first first. */
  readonly epochs: readonly Epoch[];
  /** Steps that the optimiser took. */
  readonly step: number;
  readonly bestEpoch: number;
  /** Weights now and at the best epoch, and the optimiser's moments, all by the names of the parameters. */
  readonly weights: Tensors;
  readonly best: Tensors;
  readonly first: Tensors;
  readonly second: Tensors;
}

const parts = ['weights', 'best', 'first', 'second'] as const;

/** A copy of where training stands. */
export const captured = (net: Network, moments: Moments, epochs: readonly Epoch[], best: Tensors, bestEpoch: number): TrainingState => {
  const named = (arrays: readonly Float32Array[]): Tensors => new Map(net.parameters.map(({ name, shape }, index) =>
    [name, { shape, data: Float32Array.from(arrays[index] as Float32Array) }]));
  return {
    epochs: [...epochs], step: moments.step, bestEpoch,
    weights: weightsOf(net), best, first: named(moments.first), second: named(moments.second),
  };
};

/** Puts a state back into a fresh network; returns the optimiser's moments. Throws ARTEFACT_INVALID when it belongs to another model. */
export const restored = (net: Network, { step, weights, best, first, second }: TrainingState): Moments => {
  setWeights(net, best);
  setWeights(net, weights);
  const moments = freshMoments(net.engine, net.parameters);
  for (const [index, { name, shape }] of net.parameters.entries()) {
    (moments.first[index] as Float32Array).set(momentOf(first, name, shape));
    (moments.second[index] as Float32Array).set(momentOf(second, name, shape));
  }
  moments.step = step;
  return moments;
};

const momentOf = (tensors: Tensors, name: string, shape: readonly number[]): Float32Array => {
  const tensor = tensors.get(name);
  if (tensor === undefined || tensor.shape.join() !== shape.join()) {
    throw new StreamForgeError('ARTEFACT_INVALID', `the checkpoint belongs to another model: ${name}`);
  }
  return tensor.data;
};

/** A state as one safetensors file. */
export const stateToBytes = (state: TrainingState): Uint8Array => {
  const tensors = new Map(parts.flatMap((part) => [...state[part]].map(([name, tensor]) => [`${part}/${name}`, tensor] as const)));
  const { epochs, step, bestEpoch } = state;
  return toSafetensors(tensors, { kind: 'training-state', progress: JSON.stringify({ epochs, step, bestEpoch }) });
};

/** The state in such a file. Throws ARTEFACT_INVALID when it is none. */
export const stateFromBytes = (bytes: Uint8Array): TrainingState => {
  const { tensors, metadata } = fromSafetensors(bytes);
  const progress = metadata['kind'] === 'training-state' ? metadata['progress'] : undefined;
  if (progress === undefined) throw new StreamForgeError('ARTEFACT_INVALID', 'the file is no checkpoint of a training');
  const { epochs, step, bestEpoch } = JSON.parse(progress) as Pick<TrainingState, 'epochs' | 'step' | 'bestEpoch'>;
  const part = (which: (typeof parts)[number]): Tensors => new Map([...tensors].flatMap(([name, tensor]) =>
    name.startsWith(`${which}/`) ? [[name.slice(which.length + 1), tensor] as const] : []));
  return { epochs, step, bestEpoch, weights: part('weights'), best: part('best'), first: part('first'), second: part('second') };
};
