import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inFillOrder } from '../src/fill-order.ts';
import { apply, flat, type Applied, type Execution, type Position } from '../src/lots.ts';
import { takeBack } from '../src/take-back.ts';
import { fills } from './arbitrary.ts';

const methods = ['fifo', 'lifo', 'average'] as const;
type Method = (typeof methods)[number];

interface Step extends Applied {
  readonly fill: Execution;
}

/** Fills in the order given, each with what it made of the position. */
const steps = (position: Position, all: readonly Execution[]): readonly Step[] => {
  let now = position;
  return all.map((fill) => {
    const applied = apply(now, fill);
    now = applied.position;
    return { fill, ...applied };
  });
};

const end = (method: Method, taken: readonly Step[]): Position => taken.at(-1)?.position ?? flat(method);

describe('a position taken back', () => {
  it('is what it was before each fill, all the way to nothing', () => {
    fc.assert(fc.property(fills, fc.constantFrom(...methods), (all, method) => {
      const taken = steps(flat(method), all);
      let position = end(method, taken);
      for (const [at, { fill, closed }] of [...taken.entries()].toReversed()) {
        position = takeBack(position, fill, closed);
        expect(position).toEqual(end(method, taken.slice(0, at)));
      }
    }));
  });

  it('lets a late fill take its place: each arrives when it may, and all is as if they had come in order', () => {
    fc.assert(fc.property(fills, fc.constantFrom(...methods), fc.infiniteStream(fc.nat()), (all, method, keys) => {
      const arrival = all.map((fill) => ({ fill, key: keys.next().value })).toSorted((a, b) => a.key - b.key).map(({ fill }) => fill);
      let taken: readonly Step[] = [];
      for (const fill of arrival) {
        const later = taken.filter((step) => inFillOrder(step.fill, fill) > 0);
        const before = later.reduceRight((position, step) => takeBack(position, step.fill, step.closed), end(method, taken));
        taken = [...taken.slice(0, taken.length - later.length), ...steps(before, [fill, ...later.map((step) => step.fill)])];
      }
      expect(taken).toEqual(steps(flat(method), all));
    }));
  });
});
