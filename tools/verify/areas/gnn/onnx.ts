/** Models for other programs, and artefacts that are not what they say. */
import type { Figure } from '@streamforge/figures/figure';
import { layerTypes, type TrainOptions } from '@streamforge/gnn/options';
import { compareOnnx } from '../../src/gnn/onnx-export.ts';
import { suiteFigure } from '../../src/suite.ts';

/** Most that a value may differ: probabilities, and returns in deviations. */
const BAR = 1e-4;

const exported = (name: string, options: Partial<TrainOptions>): Figure => ({
  name: `ONNX: ${name} in onnxruntime and here`,
  bar: `at most ${BAR} apart`,
  measure: async () => {
    const { values, furthest, bytes } = await compareOnnx(options);
    return { measured: `${furthest.toExponential(1)} over ${values} values, ${bytes} bytes`, ok: furthest <= BAR };
  },
});

export const figures: readonly Figure[] = [
  ...layerTypes.map((layer) => exported(layer, { layer })),
  exported('gatv2 after a GRU, with residual ways and layer norm', { layer: 'gatv2', convolutions: 2, temporal: 'gru', residual: true, layerNorm: true }),
  exported('gcn after a causal convolution', { temporal: 'convolution' }),
  suiteFigure({
    name: 'artefacts: pickles, cut files, wrong hashes and shapes, climbing names, oversized headers',
    files: ['libs/model-registry/test/artefact.test.ts', 'libs/gnn/test/safetensors.test.ts', 'apps/gateway/test/models.test.ts'],
  }),
];
