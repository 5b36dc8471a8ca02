/** The reference runtime of ONNX. It has no binaries for some systems (musl, macOS on Intel): tests that need it are skipped there, but not in CI. */
const loaded = await import('onnxruntime-node').catch((error: unknown) => {
  if (process.env['CI'] !== undefined) throw error;
  return undefined;
});

/** Whether this machine can run ONNX files. */
export const hasOnnxRuntime: boolean = loaded !== undefined;

/** What an ONNX file of one input and two outputs answers, by the reference runtime on one thread. */
export const runOnnx = async (
  bytes: Uint8Array, x: Float32Array, shape: readonly number[],
): Promise<{ readonly probabilityUp: Float32Array; readonly expected: Float32Array }> => {
  if (loaded === undefined) throw new Error('onnxruntime-node has no binary for this system');
  const { InferenceSession, Tensor } = loaded;
  const session = await InferenceSession.create(bytes, { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  const { inputNames: [input = ''], outputNames: [probability = '', expected = ''] } = session;
  const answer = await session.run({ [input]: new Tensor('float32', x, shape) });
  await session.release();
  return { probabilityUp: answer[probability]?.data as Float32Array, expected: answer[expected]?.data as Float32Array };
};
