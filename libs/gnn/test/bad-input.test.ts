import { describe, expect, it } from 'vitest';
import { csrOf } from '../src/csr.ts';
import { datasetOf, type Dataset } from '../src/dataset.ts';
import { defaultOptions, type TrainOptions } from '../src/options.ts';
import { train } from '../src/train.ts';
import { toyMarket } from './toy-market.ts';

const dataset = toyMarket();
const options: TrainOptions = { ...defaultOptions, hidden: 4, epochs: 3 };
const edges = csrOf(4, [1, 2, 3].map((to) => ({ from: 0, to, weight: 1 })));
const changed = (more: Partial<Dataset>): Dataset => ({ ...dataset, ...more });

describe('a dataset', () => {
  it.each([
    ['whose features are too few', { features: dataset.features.subarray(1) }, 'features holds'],
    ['whose marks are too many', { present: new Uint8Array(dataset.present.length + 1) }, 'present holds'],
    ['with a feature that is no number', { features: dataset.features.with(3, Number.NaN) }, 'no number'],
    ['with an infinite feature', { features: dataset.features.with(3, Number.POSITIVE_INFINITY) }, 'no number'],
    ['without returns', { channels: ['volume'] }, 'must be `return`'],
    ['that sees no step', { history: 0 }, 'history of 0 steps'],
    ['with a graph of other nodes', { relations: [{ name: 'r', edges: csrOf(3, []) }] }, 'of 3 nodes'],
    ['whose rows of edges go back', { relations: [{ name: 'r', edges: { ...edges, rows: Int32Array.of(0, 2, 1, 2, 3) } }] }, 'share out its edges'],
    ['with fewer edges than it says', { relations: [{ name: 'r', edges: { ...edges, columns: edges.columns.subarray(1) } }] }, 'share out its edges'],
    ['with an edge from nowhere', { relations: [{ name: 'r', edges: { ...edges, columns: Int32Array.of(0, 0, 4) } }] }, 'names node 4 of 4'],
    ['with an edge that weighs no number', { relations: [{ name: 'r', edges: { ...edges, weights: Float32Array.of(1, Number.NaN, 1) } }] }, 'no finite weight'],
    ['whose windows overlap', { split: { ...dataset.split, validation: dataset.split.train } }, 'order of time'],
  ])('%s is refused', async (_what, more, why) => {
    const refused = expect.objectContaining({ name: 'RangeError', message: expect.stringContaining(why) });
    await expect(train(changed(more), options)).rejects.toThrow(refused);
  });

  it('with an edge to an unknown asset is refused', () => {
    const relations = [{ name: 'r', edges: [{ from: 0, to: 9, weight: 1 }] }];
    expect(() => datasetOf({ ...dataset, relations })).toThrow('names a node outside 0 to 3');
  });

  it('without a sample to learn from, or to validate on, is too small', async () => {
    for (const window of ['train', 'validation'] as const) {
      const { from, to } = dataset.split[window];
      const returns = dataset.returns.map((value, at) => at >= from * 4 && at < to * 4 ? Number.NaN : value);
      const refused = expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL', message: expect.stringContaining(window) });
      await expect(train(changed({ returns }), options)).rejects.toThrow(refused);
    }
  });

  it('says that it diverged when the learning rate is far too high', async () => {
    await expect(train(dataset, { ...options, epochs: 50, patience: 50, learningRate: 1e30 })).rejects.toThrow('diverged');
  });
});

describe('options', () => {
  it.each([
    ['a layer that there is not', { layer: 'gin' as 'gcn' }, 'layer is gin, not one of gcn, sage, gat, gatv2'],
    ['a loss that there is not', { loss: 'hinge' as 'ranking' }, 'loss is hinge'],
    ['a temporal part that there is not', { temporal: 'lstm' as 'gru' }, 'temporal is lstm'],
    ['no width', { hidden: 0 }, 'hidden is 0'],
    ['half a convolution', { convolutions: 0.5 }, 'convolutions is 0.5'],
    ['no batch', { batch: 0 }, 'batch is 0'],
    ['a learning rate of no number', { learningRate: Number.NaN }, 'learning rate of NaN'],
    ['a dropout of everything', { dropout: 1 }, 'dropout is 1'],
    ['negative decay', { weightDecay: -1 }, 'weightDecay is -1'],
    ['heads that do not divide the width', { layer: 'gat', hidden: 6, heads: 4 }, '4 heads do not divide a width of 6'],
  ] as const)('with %s are refused', async (_what, more, why) => {
    const refused = expect.objectContaining({ name: 'RangeError', message: expect.stringContaining(why) });
    await expect(train(dataset, { ...options, ...more })).rejects.toThrow(refused);
  });
});
