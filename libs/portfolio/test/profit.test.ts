import { Big } from 'big.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { book, emptyBook, figuresAt, type Book, type BookedFill } from '../src/profit.ts';
import { fills, price } from './arbitrary.ts';

const methods = ['fifo', 'lifo', 'average'] as const;
const booked = (method: (typeof methods)[number], all: readonly BookedFill[]): Book =>
  all.reduce((before, fill) => book(before, fill).book, emptyBook(method));

describe('the books of an instrument', () => {
  it('begin with nothing, and what is undefined is null', () => {
    const nothing = { quantity: '0', cost: '0', averagePrice: null, realised: '0', net: '0', fees: '0', roi: null, unrealised: '0' };
    expect(figuresAt(emptyBook('fifo'), undefined)).toEqual(nothing);
    const open = booked('fifo', [{ id: '1', time: 0, side: 'buy', quantity: '1', price: '5', fee: '0.1' }]);
    expect(figuresAt(open, undefined)).toEqual({
      ...nothing, quantity: '1', cost: '5', averagePrice: '5', net: '-0.1', fees: '0.1', unrealised: null,
    });
  });

  it('keep fees apart: net takes off those of every fill, ROI does not', () => {
    const closed = booked('fifo', [
      { id: '1', time: 0, side: 'buy', quantity: '1', price: '100', fee: '1' },
      { id: '2', time: 1, side: 'sell', quantity: '1', price: '110', fee: '2' },
    ]);
    expect(figuresAt(closed, undefined)).toMatchObject({ realised: '10', net: '7', fees: '3', roi: '0.1' });
  });

  it('say, to the last digit, what flowed in and out and what the rest is worth', () => {
    fc.assert(fc.property(fills, price, fc.constantFrom(...methods), (all, mark, method) => {
      const { realised, unrealised, quantity, fees } = figuresAt(booked(method, all), mark);
      const flowed = all.reduce((cash, { side, quantity: size, price: paid }) => {
        const value = new Big(size).times(paid);
        return side === 'buy' ? cash.minus(value) : cash.plus(value);
      }, new Big(0));
      const worth = flowed.plus(new Big(quantity).times(mark));
      expect(new Big(realised).plus(unrealised ?? 'nothing').toFixed()).toBe(worth.toFixed());
      expect(fees).toBe(all.reduce((total, { fee }) => total.plus(fee), new Big(0)).toFixed());
    }));
  });
});
