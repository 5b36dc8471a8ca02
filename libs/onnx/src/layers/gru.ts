import type { GraphBuilder, Value } from '../graph-builder.ts';
import type { Weights } from '../weights.ts';

/** Our columns are reset, update, candidate; the operator’s rows are update, reset, candidate. */
const ORDER = [1, 0, 2] as const;

/** Gates side by side as columns → gates one below the other as rows. */
const asRows = ({ shape: [inputs = 0, gates = 0], data }: { readonly shape: readonly number[]; readonly data: Float32Array }): Float32Array => {
  const width = gates / ORDER.length;
  return Float32Array.from({ length: inputs * gates }, (_, at) => {
    const [row, input] = [Math.floor(at / inputs), at % inputs];
    const column = (ORDER[Math.floor(row / width)] as number) * width + row % width;
    return data[input * gates + column] as number;
  });
};

/** The state after the newest step of [row × step × channel], as [row × width]. The reset comes after the product, as in our layer. */
export const gru = (graph: GraphBuilder, x: Value, weights: Weights, name: string): Value => {
  const [input, state] = [weights.take(`${name}.input.weight`), weights.take(`${name}.state.weight`)];
  const [channels = 0, gates = 0] = input.shape;
  const width = gates / ORDER.length;
  const biases = [`${name}.input.bias`, `${name}.state.bias`].map((bias) => asRows({ shape: [1, gates], data: weights.take(bias).data }));
  const last = `${name}.last`;
  graph.named('GRU', [
    graph.op('Transpose', [x], { perm: { ints: [1, 0, 2] } }),
    graph.floats(`${name}.input`, [1, gates, channels], asRows(input)),
    graph.floats(`${name}.state`, [1, gates, width], asRows(state)),
    graph.floats(`${name}.bias`, [1, 2 * gates], biases.flatMap((bias) => Array.from(bias))),
  ], ['', last], { hidden_size: { i: width }, linear_before_reset: { i: 1 } });
  return graph.op('Squeeze', [last, graph.integers('axis.0', [1], [0])]);
};
