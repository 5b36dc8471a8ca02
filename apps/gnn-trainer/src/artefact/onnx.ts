import { csrOf } from '@streamforge/gnn/csr';
import { modelFromBytes } from '@streamforge/gnn/model-file';
import type { FittedSnapshot } from '@streamforge/market/snapshot/fitted';
import { onnxOf } from '@streamforge/onnx/onnx-of';
import type { Selected } from '../study/selection.ts';

/** The network for other programs, with the graph and the scale of returns that it was trained with. */
export const networkFile = ({ weights, config }: Pick<Selected, 'weights' | 'config'>, { assets, relations }: FittedSnapshot): Uint8Array =>
  onnxOf(modelFromBytes(weights, config), {
    nodes: assets.map(({ symbol }) => symbol),
    relations: relations.map(({ name, edges }) => ({ name, edges: csrOf(assets.length, edges) })),
    mean: Float64Array.from(assets, ({ mean }) => mean),
    deviation: Float64Array.from(assets, ({ deviation }) => deviation),
  });
