/** Fills as accounts make them: some buy, some sell, prices and quantities with a few digits after the point. */
import * as fc from 'fast-check';
import type { BookedFill } from '../src/profit.ts';

const decimal = (most: number, digits: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: most * 10 ** digits }).map((units) => (units / 10 ** digits).toFixed(digits));

export const price = decimal(1_000, 3);

/** In their order: ids and times count up. */
export const fills: fc.Arbitrary<readonly BookedFill[]> = fc
  .array(
    fc.record({ side: fc.constantFrom('buy' as const, 'sell' as const), quantity: decimal(9, 2), price, fee: decimal(1, 4) }),
    { maxLength: 40 },
  )
  .map((all) => all.map((one, at) => ({ ...one, id: String(at + 1), time: at * 1_000 })));
