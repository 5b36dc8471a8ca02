import { Big } from 'big.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, flat, openCost, openQuantity, type Closed, type Execution, type Position } from '../src/lots.ts';
import { fills } from './arbitrary.ts';

const methods = ['fifo', 'lifo', 'average'] as const;
const fill = (id: string, side: 'buy' | 'sell', quantity: string, price: string): Execution =>
  ({ id, side, quantity, price, time: Number(id) * 1_000 });

interface Played {
  readonly position: Position;
  readonly closes: readonly Closed[];
}

const play = (method: (typeof methods)[number], all: readonly Execution[]): Played => {
  let position = flat(method);
  const closes: Closed[] = [];
  for (const one of all) {
    const applied = apply(position, one);
    position = applied.position;
    if (applied.closed !== undefined) closes.push(applied.closed);
  }
  return { position, closes };
};

const sum = (texts: readonly string[]): string => texts.reduce((total, text) => total.plus(text), new Big(0)).toFixed();

describe('a position', () => {
  it('closes the oldest lot first under FIFO, and says what it took of each', () => {
    const { position, closes } = play('fifo', [fill('1', 'buy', '2', '10'), fill('2', 'buy', '3', '20'), fill('3', 'sell', '4', '30')]);
    expect(closes).toEqual([{
      fill: '3', time: 3_000, direction: 'long', quantity: '4', amount: '120', cost: '60', gross: '60',
      lots: [{ fill: '1', time: 1_000, quantity: '2', cost: '20' }, { fill: '2', time: 2_000, quantity: '2', cost: '40' }],
    }]);
    expect(position.lots).toEqual([{ fill: '2', time: 2_000, quantity: '1', cost: '20' }]);
  });

  it('closes the newest lot first under LIFO, and what is left is the oldest', () => {
    const bought = [fill('1', 'buy', '2', '10'), fill('2', 'buy', '3', '20')];
    const { position, closes } = play('lifo', [...bought, fill('3', 'sell', '4', '30'), fill('4', 'buy', '1', '7'), fill('5', 'sell', '2', '9')]);
    expect(closes.map(({ cost, gross, lots }) => [cost, gross, lots.map((lot) => `${lot.quantity} of ${lot.fill}`)]))
      .toEqual([['70', '50', ['3 of 2', '1 of 1']], ['17', '1', ['1 of 4', '1 of 1']]]);
    expect(position).toEqual(flat('lifo'));
    expect(play('lifo', [...bought, fill('3', 'sell', '4', '30')]).position.lots).toEqual([{ fill: '1', time: 1_000, quantity: '1', cost: '10' }]);
  });

  it('keeps one lot under average cost, whose rounded share of a close leaves nothing behind', () => {
    const bought = [fill('1', 'buy', '1', '1'), fill('2', 'buy', '2', '0.5')];
    const thirds = play('average', [...bought, fill('3', 'sell', '1', '1')]);
    expect(thirds.closes[0]?.cost).toBe('0.666666666666666667');
    expect(thirds.position.lots).toEqual([{ fill: '1', time: 1_000, quantity: '2', cost: '1.333333333333333333' }]);
    const sold = play('average', [...bought, fill('3', 'sell', '1', '1'), fill('4', 'sell', '1', '1'), fill('5', 'sell', '1', '1')]);
    expect(sum(sold.closes.map(({ cost }) => cost))).toBe('2');
    expect(sold.position).toEqual(flat('average'));
  });

  it.each([['1.000000000000000001', '0.5'], ['1.000000000000000003', '0.500000000000000002']])(
    'rounds half of a cost of %s to the even digit, %s', (price, half) => {
      const { closes } = play('average', [fill('1', 'buy', '2', new Big(price).div(2).toFixed()), fill('2', 'sell', '1', '1')]);
      expect(closes[0]?.cost).toBe(half);
    },
  );

  it('may be short: it gains when it is bought back for less', () => {
    for (const method of methods) {
      const { closes, position } = play(method, [fill('1', 'sell', '2', '50'), fill('2', 'buy', '1', '40')]);
      expect(closes).toMatchObject([{ direction: 'short', quantity: '1', amount: '40', cost: '50', gross: '10' }]);
      expect([position.direction, openQuantity(position), openCost(position)]).toEqual(['short', '-1', '-50']);
    }
  });

  it('flips: what is left of a fill opens the other way at its price', () => {
    for (const method of methods) {
      const { closes, position } = play(method, [fill('1', 'buy', '2', '100'), fill('2', 'sell', '5', '110')]);
      expect(closes).toMatchObject([{ quantity: '2', amount: '220', gross: '20' }]);
      expect(position).toEqual({ method, direction: 'short', lots: [{ fill: '2', time: 2_000, quantity: '3', cost: '330' }] });
    }
  });

  it('refuses an amount that no decimal of the contract holds', () => {
    const huge = '9'.repeat(30);
    expect(() => apply(flat('fifo'), fill('1', 'buy', huge, huge))).toThrow('more than 38 digits');
  });

  it('holds what was bought less what was sold, and goes on from its stored form as if it had never been stored', () => {
    fc.assert(fc.property(fills, fc.constantFrom(...methods), fc.nat(40), (all, method, at) => {
      const whole = play(method, all);
      expect(openQuantity(whole.position)).toBe(sum(all.map(({ side, quantity }) => side === 'buy' ? quantity : `-${quantity}`)));
      const before = JSON.parse(JSON.stringify(play(method, all.slice(0, at)).position)) as Position;
      expect(all.slice(at).reduce((position, one) => apply(position, one).position, before)).toEqual(whole.position);
    }));
  });

  it('accounts for every close by the lots that it took, oldest or newest first, none twice', () => {
    fc.assert(fc.property(fills, fc.constantFrom(...methods), (all, method) => {
      const { closes } = play(method, all);
      for (const { quantity, cost, lots } of closes) {
        expect(sum(lots.map((lot) => lot.quantity))).toBe(quantity);
        expect(sum(lots.map((lot) => lot.cost))).toBe(cost);
      }
      const taken = closes.flatMap(({ lots }) => lots);
      for (const [id, parts] of Map.groupBy(taken, (lot) => lot.fill)) {
        const opened = all.find((one) => one.id === id);
        if (method !== 'average') expect(new Big(sum(parts.map((part) => part.quantity))).lte(opened?.quantity ?? 0)).toBe(true);
      }
      const order = (of: Closed['lots']): readonly number[] => of.map((lot) => Number(lot.fill));
      if (method === 'lifo') for (const { lots } of closes) expect(order(lots)).toEqual(order(lots).toSorted((a, b) => b - a));
      else expect(order(taken)).toEqual(order(taken).toSorted((a, b) => a - b));
    }));
  });

  it('realises the same in one fill as in two at the same price', () => {
    fc.assert(fc.property(fills, fc.constantFrom('fifo' as const, 'lifo' as const), (all, method) => {
      const halves = all.flatMap((one) => {
        const half = new Big(one.quantity).div(2).toFixed();
        return [{ ...one, quantity: half }, { ...one, id: `${one.id}b`, quantity: half }];
      });
      const gross = (played: Played): string => sum(played.closes.map((closed) => closed.gross));
      expect(gross(play(method, halves))).toBe(gross(play(method, all)));
    }));
  });

  it('has realised the same under every method once everything is closed', () => {
    fc.assert(fc.property(fills, (all) => {
      const open = openQuantity(play('fifo', all).position);
      const last = fill('99', open.startsWith('-') ? 'buy' : 'sell', open.replace('-', ''), '7.77');
      const played = methods.map((method) => play(method, open === '0' ? all : [...all, last]));
      expect(played.map(({ position }) => position)).toEqual(methods.map(flat));
      expect(new Set(played.map(({ closes }) => sum(closes.map(({ gross }) => gross)))).size).toBe(1);
    }));
  });
});
