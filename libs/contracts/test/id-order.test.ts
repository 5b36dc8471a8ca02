import { expect, it } from 'vitest';
import { compareIds } from '../src/id-order.ts';

it('ids are ordered as numbers where they are, and before all others', () => {
  expect(['b', '10', 'a', '9', '100', 'a1', '9'].toSorted(compareIds)).toEqual(['9', '9', '10', '100', 'a', 'a1', 'b']);
});
