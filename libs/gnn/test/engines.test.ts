/** Every kernel in both engines: what one gives the other gives to 1e-5, whatever the sizes. */
import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { takeFloats, takeInts, wasmEngine } from '../src/kernels/engine.ts';
import { typescriptEngine } from '../src/kernels/typescript/engine.ts';
import { expectSame } from './expect-same.ts';
import { randomArray } from './random-array.ts';

const random = mulberry32(11);
const upTo = (most: number): number => 1 + Math.floor(random() * most);
/** Sizes with every tail, small and larger. */
const sizes: readonly (readonly [number, number, number])[] = [[1, 1, 1], [2, 3, 5], [4, 4, 4], [5, 8, 7], [9, 16, 8], [13, 5, 17], [70, 33, 2], [300, 11, 26],
  ...Array.from({ length: 12 }, () => [upTo(40), upTo(40), upTo(40)] as const)];

const floats = (length: number): Float32Array => randomArray(length, random);
const ints = (length: number, below: number): Int32Array => Int32Array.from({ length }, () => Math.floor(random() * below));

/** A sparse matrix of random places, rows without any among them. */
const sparse = (rows: number, columns: number): { rows: Int32Array; columns: Int32Array; weights: Float32Array } => {
  const counts = Array.from({ length: rows }, () => Math.max(0, Math.floor(random() * 9) - 2));
  const starts = Int32Array.from([0, ...counts]);
  for (let row = 1; row <= rows; row += 1) starts[row] = (starts[row] as number) + (starts[row - 1] as number);
  const entries = starts.at(-1) ?? 0;
  return { rows: starts, columns: ints(entries, columns), weights: floats(entries) };
};

describe.each(sizes)('of %d × %d × %d', (rows, inner, columns) => {
  it('products add the same to what there is', () => {
    const [a, b, y] = [floats(rows * inner), floats(inner * columns), floats(rows * columns)];
    expectSame({ a, b, out: y }, ({ kernels }, of) => kernels.matmul(of.a, of.b, of.out, rows, inner, columns));
    expectSame({ a, y, out: b }, ({ kernels }, of) => kernels.matmulOfTransposed(of.a, of.y, of.out, rows, inner, columns));
    expectSame({ y, b, out: a }, ({ kernels }, of) => kernels.matmulByTransposed(of.y, of.b, of.out, rows, inner, columns));
  });

  it('rows and columns are moved and summed alike', () => {
    const [x, y] = [floats(rows * inner), floats(rows * inner)];
    expectSame({ x, y }, ({ kernels }, of) => kernels.add(of.x, of.y, x.length));
    expectSame({ x, y }, ({ kernels }, of) => kernels.clear(of.x, x.length - 1));
    expectSame({ y, bias: floats(inner) }, ({ kernels }, of) => kernels.addBias(of.bias, of.y, rows, inner));
    expectSame({ y, sums: floats(inner) }, ({ kernels }, of) => kernels.addRows(of.y, of.sums, rows, inner));
    const [from, into] = [{ stride: inner + 2, offset: 1 }, { stride: inner + 5, offset: 4 }];
    expectSame({ wide: floats(rows * from.stride), wider: floats(rows * into.stride) }, ({ kernels }, of) =>
      kernels.copyColumns(of.wide, from, of.wider, into, rows, inner));
  });

  it('edges carry the same, forth and back', () => {
    const [from, into] = [{ stride: columns + 3, offset: 2 }, { stride: columns + 1, offset: 0 }];
    const times = 3;
    const square = sparse(rows, rows);
    const arrays = { ...square, x: floats(times * rows * from.stride), out: floats(times * rows * into.stride) };
    expectSame({ ...arrays, entries: square.rows }, ({ kernels }, { rows: starts, columns: nodes, weights, x, out }) =>
      kernels.spmm({ rows: starts, columns: nodes, weights }, x, from, out, into, times, columns));
    expectSame(arrays, ({ kernels }, { rows: starts, columns: nodes, weights, x, out }) =>
      kernels.spmmOfTransposed({ rows: starts, columns: nodes, weights }, x, from, out, into, times, columns));
  });

  it('sparse features meet weights, thinned by the same chance', () => {
    const features = sparse(rows, inner);
    const plain = { stride: columns, offset: 0 };
    const arrays = {
      ...features, toRows: new Int32Array(rows + 1), toColumns: new Int32Array(features.columns.length), toWeights: new Float32Array(features.columns.length),
      weight: floats(inner * columns), out: floats(rows * columns), back: floats(inner * columns),
    };
    expectSame(arrays, ({ kernels }, { rows: starts, columns: names, weights, toRows, toColumns, toWeights, weight, out, back }) => {
      const into = { rows: toRows, columns: toColumns, weights: toWeights };
      kernels.thin({ rows: starts, columns: names, weights }, into, 0.4, 12_345);
      kernels.spmm(into, weight, plain, out, plain, 1, columns);
      kernels.spmmOfTransposed(into, out, plain, back, plain, 1, columns);
      // Entries behind the last are whatever an engine left there.
      const entries = toRows[rows] as number;
      toColumns.fill(0, entries);
      toWeights.fill(0, entries);
      return entries;
    });
  });

  it('functions of single values agree', () => {
    const length = rows * inner;
    const [x, gradient] = [floats(length).map((value) => 6 * value), floats(length)];
    for (const name of ['relu', 'elu'] as const) {
      expectSame({ x, gradient, out: x, back: x }, ({ kernels }, of) => {
        kernels[name](of.x, of.out, length);
        kernels[`${name}Back`](of.out, of.gradient, of.back, length);
        kernels[`${name}Back`](of.out, of.gradient, of.gradient, length);
      });
    }
    expectSame({ x, out: x }, ({ kernels }, of) => kernels.dropout(of.x, of.out, length, 0.3, 0xdead_beef));
  });

  it('rows are normalised alike', () => {
    const width = inner + 1;
    const [x, gradient] = [floats(rows * width), floats(rows * width)];
    const arrays = { x, gradient, scale: floats(width), shift: floats(width), out: x, moments: floats(2 * rows), back: x, ofScale: floats(width), ofShift: floats(width) };
    expectSame(arrays, ({ kernels }, of) => {
      kernels.layerNorm(of.x, of.scale, of.shift, of.out, of.moments, rows, width);
      kernels.layerNormBack(of.x, of.scale, of.moments, of.gradient, of.back, of.ofScale, of.ofShift, rows, width);
    });
  });

  it('losses and their gradients agree', () => {
    const chosen = Int32Array.from({ length: Math.ceil(rows / 2) }, (_, at) => 2 * at);
    const logits = floats(rows * columns).map((value) => 9 * value);
    const arrays = { logits, labels: ints(rows, columns), chosen, gradient: logits };
    expectSame(arrays, ({ kernels }, of) => kernels.crossEntropy(of.logits, of.labels, of.chosen, of.gradient, rows, columns, 0.1));
    expectSame(arrays, ({ kernels }, of) => kernels.crossEntropy(of.logits, of.labels, of.chosen, undefined, rows, columns, 1));
    const samples = rows * inner;
    const direction = { out: floats(2 * samples).map((value) => 20 * value), up: ints(samples, 2), moved: floats(samples), counts: ints(samples, 2), gradient: floats(2 * samples) };
    const given = { ...direction, up: Float32Array.from(direction.up) };
    expectSame(given, ({ kernels }, of) => kernels.directionLoss(of.out, of.up, of.moved, of.counts, of.gradient, samples, 0.01));
    expectSame(given, ({ kernels }, of) => kernels.directionLoss(of.out, of.up, of.moved, of.counts, undefined, samples, 1));
  });

  it('Adam takes the same steps', () => {
    const length = inner * columns;
    const arrays = { value: floats(length), gradient: floats(length), first: new Float32Array(length), second: new Float32Array(length) };
    expectSame(arrays, ({ kernels }, { value, gradient, first, second }) => {
      for (let step = 1; step <= 5; step += 1) {
        kernels.adam(value, gradient, first, second, length, { learningRate: 0.01, decay: 0.1, l2: 0.02, step });
        kernels.add(value, gradient, length);
      }
    });
  });
});

describe('the wasm engine', () => {
  it('runs here, and not in TypeScript', () => {
    expect(wasmEngine().name).toBe('wasm');
  });

  it('draws what mulberry32 draws, for every seed', () => {
    const engine = wasmEngine();
    for (const seed of [0, 1, 0x7fff_ffff, 0xffff_ffff]) {
      const [ones, kept] = [engine.floats(1_001).fill(1), engine.floats(1_001)];
      engine.kernels.dropout(ones, kept, 1_001, 0.5, seed);
      const draw = mulberry32(seed);
      expect([...kept]).toEqual(Array.from(kept, () => draw() < 0.5 ? 0 : 2));
    }
  });

  it('keeps arrays that were taken before its memory grew', () => {
    const engine = wasmEngine();
    const early = takeFloats(engine, [1, 2, 3]);
    const late = engine.floats(4_000_000);
    engine.kernels.add(early, early, 3);
    late.set([7], late.length - 1);
    engine.kernels.relu(late, late, late.length);
    expect([...early, late.at(-1), late[0]]).toEqual([2, 4, 6, 7, 0]);
    expect(engine.taken()).toBeGreaterThan(16_000_000);
  });

  it('leaves its memory to the next, which finds nothing in it', () => {
    const first = wasmEngine();
    first.floats(5_000_000).fill(7);
    const { buffer } = first.floats(1);
    first.close();
    first.close();
    const [second, third] = [wasmEngine(), wasmEngine()];
    expect(second.taken()).toBeLessThan(1_000);
    const taken = second.floats(5_000_000);
    expect(taken.buffer).toBe(buffer);
    expect(third.floats(1).buffer).not.toBe(buffer);
    expect(taken.every((value) => value === 0)).toBe(true);
    second.close();
    third.close();
  });

  it('refuses more than there can be, and goes on with what there is', () => {
    const engine = wasmEngine();
    expect(() => engine.floats(2 ** 30)).toThrow('more than 4 GiB');
    expect(takeFloats(engine, [5])[0]).toBe(5);
    engine.close();
    const again = wasmEngine();
    expect(again.floats(1)[0]).toBe(0);
    again.close();
  });

  it('refuses what is not its own, and what is too short', () => {
    const [engine, other] = [wasmEngine(), wasmEngine()];
    const own = engine.floats(4);
    expect(() => engine.kernels.relu(other.floats(4), own, 4)).toThrow('another engine');
    expect(() => engine.kernels.relu(new Float32Array(4), own, 4)).toThrow('another engine');
    expect(() => engine.kernels.relu(own, own, 5)).toThrow('holds 4 values, the kernel uses 5');
  });

  it('passes on what is no number, so that a training that diverged is noticed', () => {
    for (const engine of [typescriptEngine(), wasmEngine()]) {
      const x = takeFloats(engine, [Number.NaN, 1]);
      for (const name of ['relu', 'elu'] as const) {
        const out = engine.floats(2);
        engine.kernels[name](x, out, 2);
        expect(out[0]).toBeNaN();
      }
      expect(engine.kernels.directionLoss(x, engine.floats(1), engine.floats(1), takeInts(engine, [1]), undefined, 1, 1)).toBeNaN();
    }
  });
});
