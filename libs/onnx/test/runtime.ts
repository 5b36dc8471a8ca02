import type { Dataset } from '@streamforge/gnn/dataset';
import { typescriptEngine } from '@streamforge/gnn/kernels/typescript/engine';
import { numbersOf, takerOf } from '@streamforge/gnn/samples';
import { runOnnx } from '@streamforge/testing/onnx-runtime';

/** What an ONNX file says of every row of a small dataset, by the reference runtime. */
export const saidByRuntime = async (bytes: Uint8Array, dataset: Dataset): ReturnType<typeof runOnnx> => {
  const { times: { length: times }, nodes: { length: nodes }, history, channels } = dataset;
  const x = takerOf(typescriptEngine(), dataset).inputs(numbersOf({ from: 0, to: times }));
  return await runOnnx(bytes, x, [times, nodes, history, channels.length]);
};
