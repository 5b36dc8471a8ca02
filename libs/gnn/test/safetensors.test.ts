import { describe, expect, it } from 'vitest';
import { modelFromBytes, modelToBytes } from '../src/model-file.ts';
import { configOf, network, weightsOf } from '../src/network.ts';
import { defaultOptions } from '../src/options.ts';
import { predict } from '../src/predict.ts';
import { fromSafetensors, toSafetensors } from '../src/safetensors.ts';
import { toyMarket } from './toy-market.ts';

const tensors = new Map([
  ['b', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, -0, 1e-40) }],
  ['a', { shape: [], data: Float32Array.of(7) }],
  ['empty', { shape: [0, 4], data: new Float32Array(0) }],
]);

const file = (header: unknown, data = new Uint8Array(0)): Uint8Array => {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
};

const one = (more: object): object => ({ w: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...more } });

describe('a safetensors file', () => {
  it('gives back what was put in, to the bit, and is the same whatever the order', () => {
    const bytes = toSafetensors(tensors, { made: 'here', by: 'a test' });
    const read = fromSafetensors(bytes);
    expect(read.metadata).toEqual({ made: 'here', by: 'a test' });
    expect([...read.tensors].toSorted()).toEqual([...tensors].toSorted());
    expect(toSafetensors(new Map([...tensors].toReversed()), { by: 'a test', made: 'here' })).toEqual(bytes);
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    expect(fromSafetensors(padded.subarray(3))).toEqual(read);
  });

  it('is laid out as published: length, JSON, little-endian floats', () => {
    const bytes = toSafetensors(new Map([['w', { shape: [2], data: Float32Array.of(1, -2) }]]));
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header).toEqual({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } });
    expect((8 + length) % 8).toBe(0);
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  it.each([
    ['shorter than a length', new Uint8Array(7), 'shorter than its own length'],
    ['with a header longer than itself', file('{}').fill(0xff, 0, 8), 'does not fit'],
    ['with a header that is not JSON', file('{"w":'), 'not JSON'],
    ['with a header that is not text', file('{"\u0000"}').fill(0xff, 9), 'not JSON'],
    ['with a header that is a list', file('[]'), 'begin with {'],
    ['that is a pickle', file('\u0080\u0004}q'), 'begin with {'],
    ['of another type', file(one({ dtype: 'F16' }), new Uint8Array(4)), 'only F32'],
    ['of no type', file({ w: 1 }), 'not described'],
    ['with a negative size', file(one({ shape: [-1] }), new Uint8Array(4)), 'no shape'],
    ['with half a size', file(one({ shape: [0.5] }), new Uint8Array(4)), 'no shape'],
    ['of a size that its bytes are not', file(one({ shape: [2] }), new Uint8Array(4)), 'can\'t have'],
    ['of a size beyond counting', file(one({ shape: [2 ** 40, 2 ** 40] }), new Uint8Array(4)), 'can\'t have'],
    ['without offsets', file(one({ data_offsets: [0] }), new Uint8Array(4)), 'no offsets'],
    ['with offsets turned round', file(one({ data_offsets: [4, 0] }), new Uint8Array(4)), 'can\'t have'],
    ['with data that nobody described', file(one({}), new Uint8Array(8)), 'end at 4'],
    ['with data cut off', file(one({}), new Uint8Array(3)), 'end at 4'],
    ['with a gap', file(one({ data_offsets: [4, 8] }), new Uint8Array(8)), 'between'],
    ['with an overlap', file({ ...one({}), v: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, new Uint8Array(8)), 'overlap'],
    ['with metadata that is not text', file({ __metadata__: { a: 1 } }), 'not text'],
  ])('is refused %s', (_what, bytes, why) => {
    const refused = expect.objectContaining({ code: 'ARTEFACT_INVALID', message: expect.stringMatching(why) });
    expect(() => fromSafetensors(bytes)).toThrow(refused);
  });

  it('is refused wherever it is cut', () => {
    const bytes = toSafetensors(tensors);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => fromSafetensors(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 'ARTEFACT_INVALID' }));
    }
  });

  it('is not written of a tensor whose shape is another', () => {
    expect(() => toSafetensors(new Map([['w', { shape: [3], data: new Float32Array(2) }]]))).toThrow(RangeError);
    expect(() => toSafetensors(new Map([['__metadata__', { shape: [0], data: new Float32Array(0) }]]))).toThrow(RangeError);
  });
});

describe('a model file', () => {
  const dataset = toyMarket();
  const config = configOf(dataset, defaultOptions);
  const weights = weightsOf(network(config, dataset));

  it('predicts as the model did', () => {
    expect(predict(modelFromBytes(modelToBytes({ config, weights }), config), dataset)).toEqual(predict({ config, weights }, dataset));
  });

  it.each([
    ['lacks weights', [...weights].slice(1)],
    ['has weights too many', [...weights, ['more', { shape: [1], data: new Float32Array(1) }] as const]],
    ['has another shape', [...weights].map(([name, tensor]) => [name, { ...tensor, shape: [...tensor.shape, 1] }] as const)],
    ['holds no numbers', [...weights].map(([name, tensor]) => [name, { ...tensor, data: tensor.data.map(() => Number.NaN) }] as const)],
  ])('is refused when it %s', (_what, entries) => {
    const model = { config, weights: new Map(entries) };
    const refused = expect.objectContaining({ code: 'ARTEFACT_INVALID' });
    expect(() => modelFromBytes(modelToBytes(model), config)).toThrow(refused);
    expect(() => predict(model, dataset)).toThrow(refused);
  });

  it('is refused on data with other features or relations', () => {
    expect(() => predict({ config: { ...config, history: 3 }, weights }, dataset)).toThrow('3 steps of [return]');
    expect(() => predict({ config: { ...config, relations: ['lead-lag'] }, weights }, dataset)).toThrow('relations [lead-lag]');
  });
});
