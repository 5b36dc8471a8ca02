import { Big } from 'big.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equityCurve, type AccountFill, type EquityInput, type EquityPoint, type Mark } from '../src/equity.ts';
import { inFillOrder } from '../src/fill-order.ts';
import { fills, price } from './arbitrary.ts';

const instruments = ['sim:A', 'sim:B', 'sim:C'];
const trades: fc.Arbitrary<readonly AccountFill[]> = fc
  .tuple(fills, fc.array(fc.constantFrom(...instruments), { minLength: 40, maxLength: 40 }))
  .map(([all, names]) => all.map((one, at) => ({ ...one, instrument: names[at] ?? 'sim:A' })));
const marks: fc.Arbitrary<readonly Mark[]> = fc
  .array(fc.record({ instrument: fc.constantFrom(...instruments), time: fc.nat(45_000), price }))
  .map((all) => all.toSorted((a, b) => a.time - b.time));
const curve = (input: Partial<EquityInput>): readonly EquityPoint[] =>
  [...equityCurve({ method: 'fifo', capital: '1000', fills: [], marks: [], times: [], ...input })];

describe('an equity curve', () => {
  const bought: AccountFill = { id: '1', instrument: 'sim:A', time: 10, side: 'buy', quantity: '2', price: '100', fee: '1' };

  it('marks what is open to the newest price of each moment', () => {
    const points = curve({
      fills: [bought],
      marks: [{ instrument: 'sim:A', time: 20, price: '110' }, { instrument: 'sim:A', time: 30, price: '90' }],
      times: [9, 10, 20, 29, 30],
    });
    expect(points.map(({ equity }) => equity)).toEqual(['1000', '999', '1019', '1019', '979']);
    expect(points[2]).toEqual({ time: 20, equity: '1019', realised: '0', unrealised: '20', fees: '1', roi: '0.019', fills: 1 });
  });

  it('has no ROI without capital', () => expect(curve({ capital: '0', fills: [bought], times: [10] })[0]?.roi).toBeNull());

  it('is the same under both methods, and equity is capital and profits less fees', () => {
    fc.assert(fc.property(trades, marks, (all, prices) => {
      const times = [0, 10_000, 25_000, 50_000];
      const points = curve({ fills: all, marks: prices, times });
      const other = curve({ fills: all, marks: prices, times, method: 'average' });
      expect(other.map(({ equity }) => equity)).toEqual(points.map(({ equity }) => equity));
      for (const { equity, realised, unrealised, fees } of points) {
        expect(new Big(1_000).plus(realised).plus(unrealised).minus(fees).toFixed()).toBe(equity);
      }
    }));
  });

  it('has the same points however many others it has, and in whatever order the fills arrived', () => {
    fc.assert(fc.property(trades, marks, fc.integer(), (all, prices, salt) => {
      const arrived = all.toSorted((a, b) => (Number(a.id) * salt) % 7 - (Number(b.id) * salt) % 7);
      const fine = curve({ fills: arrived.toSorted(inFillOrder), marks: prices, times: [0, 5_000, 10_000, 15_000, 20_000] });
      expect(curve({ fills: all, marks: prices, times: [10_000, 20_000] })).toEqual([fine[2], fine[4]]);
    }));
  });
});

describe('the order of fills', () => {
  it('is event time, then the order in which they were produced', () => {
    const given = [{ time: 2, id: '1' }, { time: 1, id: 'a' }, { time: 1, id: '10' }, { time: 1, id: '9' }];
    expect(given.toSorted(inFillOrder).map(({ id }) => id)).toEqual(['a', '10', '9', '1']);
  });
});
