import type { Dataset } from '@streamforge/gnn/dataset';
import type { Forecast } from '@streamforge/gnn/forecast';
import { typescriptEngine } from '@streamforge/gnn/kernels/typescript/engine';
import { numbersOf, takerOf } from '@streamforge/gnn/samples';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { names } from '../src/onnx-of.ts';

/** What an ONNX file says of every row of a dataset, by the reference runtime. */
export const runOnnx = async (bytes: Uint8Array, dataset: Dataset): Promise<Omit<Forecast, 'name'>> => {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  const { times: { length: times }, nodes: { length: nodes }, history, channels } = dataset;
  const x = takerOf(typescriptEngine(), dataset).inputs(numbersOf({ from: 0, to: times }));
  const answer = await session.run({ [names.features]: new Tensor('float32', x, [times, nodes, history, channels.length]) });
  return {
    probabilityUp: answer[names.probabilityUp]?.data as Float32Array,
    expected: answer[names.expectedReturn]?.data as Float32Array,
  };
};
