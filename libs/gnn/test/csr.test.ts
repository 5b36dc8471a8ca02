import { describe, expect, it } from 'vitest';
import { csrOf, edgesOf, normalised, transposed } from '../src/csr.ts';

const edges = [{ from: 2, to: 0, weight: 0.5 }, { from: 1, to: 0, weight: -0.25 }, { from: 0, to: 2, weight: 4 }];

describe('a sparse matrix', () => {
  it('holds incoming edges by target, in any order given, and gives them back', () => {
    const csr = csrOf(3, edges);
    expect([...csr.rows]).toEqual([0, 2, 2, 3]);
    expect([...csr.columns]).toEqual([1, 2, 0]);
    expect([...csr.weights]).toEqual([-0.25, 0.5, 4]);
    expect(csrOf(3, edgesOf(csr))).toEqual(csr);
    expect(csrOf(3, edges.toReversed())).toEqual(csr);
  });

  it('may have no edges, or no nodes', () => {
    expect([...csrOf(2, []).rows]).toEqual([0, 0, 0]);
    expect([...csrOf(0, []).rows]).toEqual([0]);
  });

  it.each([
    [{ from: 3, to: 0, weight: 1 }, 'outside 0 to 2'],
    [{ from: 0, to: -1, weight: 1 }, 'outside 0 to 2'],
    [{ from: 0.5, to: 1, weight: 1 }, 'outside 0 to 2'],
    [{ from: 0, to: 1, weight: Number.NaN }, 'no finite weight'],
    [{ from: 2, to: 0, weight: 1 }, 'comes twice'],
  ])('refuses the edge %o', (edge, why) => {
    expect(() => csrOf(3, [...edges, edge])).toThrow(why);
  });

  it('transposes: what came in goes out', () => {
    expect(edgesOf(transposed(csrOf(3, edges)))).toEqual(
      [{ from: 2, to: 0, weight: 4 }, { from: 0, to: 1, weight: -0.25 }, { from: 0, to: 2, weight: 0.5 }]);
  });

  it('is normalised by rows to means weighted by strength, sign kept', () => {
    expect(edgesOf(normalised(csrOf(3, edges), 'row')).map(({ weight }) => weight)).toEqual([Math.fround(-1 / 3), Math.fround(2 / 3), 1]);
  });

  it('is normalised by both degrees as Kipf and Welling do', () => {
    // The path 0 – 1 – 2 with self loops: degrees 2, 3, 2.
    const pairs = [[0, 0], [0, 1], [1, 0], [1, 1], [1, 2], [2, 1], [2, 2]] as const;
    const path = csrOf(3, pairs.map(([from, to]) => ({ from, to, weight: 1 })));
    expect(edgesOf(normalised(path, 'symmetric')).map(({ weight }) => weight)).toEqual([1 / 2, 1 / Math.sqrt(6), 1 / Math.sqrt(6), 1 / 3, 1 / Math.sqrt(6), 1 / Math.sqrt(6), 1 / 2].map(Math.fround));
  });

  it('keeps an edge of weight 0 at 0', () => {
    expect(edgesOf(normalised(csrOf(2, [{ from: 0, to: 1, weight: 0 }]), 'row'))).toEqual([{ from: 0, to: 1, weight: 0 }]);
  });
});
