import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What an ONNX file of one input and two outputs answers, by the reference runtime on one thread. */
export const runOnnx = async (
  bytes: Uint8Array, x: Float32Array, shape: readonly number[],
): Promise<{ readonly probabilityUp: Float32Array; readonly expected: Float32Array }> => {
  const session = await InferenceSession.create(bytes, { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  const { inputNames: [input = ''], outputNames: [probability = '', expected = ''] } = session;
  const answer = await session.run({ [input]: new Tensor('float32', x, shape) });
  await session.release();
  return { probabilityUp: answer[probability]?.data as Float32Array, expected: answer[expected]?.data as Float32Array };
};
