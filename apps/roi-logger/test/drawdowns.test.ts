import type { EquityPoint } from '@streamforge/ledger/rows';
import { describe, expect, it } from 'vitest';
import { Drawdowns } from '../src/drawdowns.ts';

const point = (time: number, equity: string): EquityPoint =>
  ({ time, equity, realised: { fifo: '0', lifo: '0', average: '0' }, unrealised: { fifo: '0', lifo: '0', average: '0' }, fees: '0', roi: '0', fills: 1 });

/** A ledger that holds these points and counts those that it was asked for. */
const ledgerOf = (points: Readonly<Record<string, EquityPoint[]>>) => {
  const asked = { points: 0 };
  return {
    asked,
    accounts: () => Promise.resolve(Object.keys(points).map((account) => ({ account, capital: '100', fills: 1, firstTime: 0, lastTime: 0 }) as never)),
    equity: (account: string, { from = 0 }: { readonly from?: number | undefined }) => {
      const found = (points[account] ?? []).filter(({ time }) => time >= from);
      asked.points += found.length;
      return Promise.resolve(found);
    },
  };
};

describe('the deepest drawdown', () => {
  it('is measured from each account’s highest equity so far', async () => {
    const ledger = ledgerOf({ ada: [point(1, '100'), point(2, '200'), point(3, '150')], bob: [point(1, '100'), point(2, '90')] });
    expect(await new Drawdowns().look(ledger)).toBeCloseTo(0.25, 12);
  });

  it('follows what comes later and reads the rest only once', async () => {
    const ada = [point(1, '100'), point(2, '50')];
    const ledger = ledgerOf({ ada });
    const drawdowns = new Drawdowns();
    expect(await drawdowns.look(ledger)).toBe(0.5);
    ada.push(point(3, '80'));
    expect(await drawdowns.look(ledger)).toBeCloseTo(0.2, 12);
    expect(ledger.asked.points).toBe(4);
    ada.push(point(4, '120'));
    expect(await drawdowns.look(ledger)).toBe(0);
  });

  it('is nothing where nobody has traded', async () => expect(await new Drawdowns().look(ledgerOf({}))).toBe(0));
});
