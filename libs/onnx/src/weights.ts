import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Tensor, Tensors } from '@streamforge/gnn/tensor';
import type { GraphBuilder, Value } from './graph-builder.ts';

/** Weights on their way into a graph; each is taken once, so that none is forgotten. */
export interface Weights {
  /** The weights as they are, to be laid out as an operator wants them. */
  take(name: string): Tensor;
  /** The weights as a constant of the graph, under their own name. */
  constant(name: string): Value;
  /** Values that a matrix takes in. */
  sizeOf(name: string): number;
  /** Throws ARTEFACT_INVALID when some were not taken: then what was built is another model. */
  allTaken(): void;
}

export const weightsFor = (graph: GraphBuilder, tensors: Tensors): Weights => {
  const left = new Set(tensors.keys());
  const take = (name: string): Tensor => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new StreamForgeError('ARTEFACT_INVALID', `the weights ${name} are missing`);
    left.delete(name);
    return tensor;
  };
  return {
    take,
    constant: (name) => {
      const { shape, data } = take(name);
      return graph.floats(name, shape, data);
    },
    sizeOf: (name) => tensors.get(name)?.shape[0] ?? 0,
    allTaken: () => {
      if (left.size > 0) throw new StreamForgeError('ARTEFACT_INVALID', `no operator takes the weights ${[...left].join(', ')}`);
    },
  };
};
