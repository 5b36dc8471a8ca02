import { LotMethod } from '@streamforge/contracts/events/roi';
import { inFillOrder } from '@streamforge/portfolio/fill-order';
import { book as bookPure, emptyBook, figuresAt } from '@streamforge/portfolio/profit';
import type { Fill } from '@streamforge/contracts/events/agent';
import type { Relational, Transaction } from '@streamforge/relational/port';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger, type Ledger } from '../src/ledger.ts';
import { ledgerReader, type LedgerReader } from '../src/reader.ts';
import { ledgerRebuild } from '../src/rebuild.ts';
import { steps } from '../src/steps.ts';
import { fill, MINUTE, recorded, START } from './fills.ts';
import type { Place } from './suite.ts';

const beginningOf = () => ({ capital: '10000', grid: '1m' }) as const;
const at = (minute: number, side: 'buy' | 'sell', price: string, given: Partial<Fill> = {}): Fill =>
  fill({ side, price, time: START + minute * MINUTE, ...given });

/** What is traded, each a minute after the one before, and in which turn each arrives. */
const histories = fc.array(fc.record({
  symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT'), side: fc.constantFrom('buy' as const, 'sell' as const),
  quantity: fc.integer({ min: 1, max: 500 }).map((n) => String(n / 100)), price: fc.integer({ min: 1, max: 90_000 }).map((n) => String(n / 1_000)), turn: fc.nat(),
}), { minLength: 2, maxLength: 24 });

/** Lots are matched by event time, whichever database the ledger is in. */
export const eventTimeSuite = (newPlace: () => Promise<Place>): void => {
  describe('lots are matched by event time', () => {
    let place: Place;
    let relational: Relational;
    let ledger: Ledger;
    let reader: LedgerReader;
    let offset = 0;
    beforeEach(async () => {
      place = await newPlace();
      relational = await place.open();
      ledger = await openLedger(relational);
      reader = ledgerReader(relational);
    });
    afterEach(async () => {
      await relational.close();
      await place.dispose();
    });
    const book = async (fills: readonly Fill[]) => {
      offset += fills.length;
      return await ledger.book({ fills: recorded(fills, offset - fills.length), beginningOf });
    };
    const closes = async (id: string) => {
      const [found] = (await reader.fills('ada', { limit: 500 })).filter((one) => one.id === id);
      return { revision: found?.revision, ...Object.fromEntries(LotMethod.options.map((method) => [method, found?.closed[method]?.gross])) };
    };
    /** All lines about an account, without its name and the digests that it is in. */
    const linesOf = async (account: string): Promise<readonly string[]> => (await Array.fromAsync(reader.everything())).flat()
      .filter((line) => line.includes(`"${account}"`)).map((line) => line.replace(`"${account}"`, '').replaceAll(/"[0-9a-f]{64}"/g, ''));

    it('so a late fill revises what later ones closed, whose it was, and what is left', async () => {
      const sold = at(3, 'sell', '120');
      await book([at(2, 'buy', '100'), sold]);
      expect(await closes(sold.id)).toEqual({ revision: 0, fifo: '20', lifo: '20', average: '20' });
      const late = at(1, 'buy', '90');
      await book([late]);
      expect(await closes(sold.id)).toEqual({ revision: 1, fifo: '30', lifo: '20', average: '25' });
      expect((await reader.fills('ada', { limit: 3 })).find(({ id }) => id === sold.id)?.closed.fifo)
        .toMatchObject({ cost: '90', consumed: [{ fill: late.id, source: { offset: 2 } }] });
      const asset = (await ledger.standing('ada'))?.assets.get('local:BTCUSDT');
      expect(LotMethod.options.map((method) => asset?.cost[method].toFixed())).toEqual(['100', '90', '95']);
      // It came before both: where nothing was closed there is nothing to revise, and what was closed before it stays.
      await book([at(4, 'buy', '1'), at(3.5, 'buy', '2')]);
      expect(await closes(sold.id)).toEqual({ revision: 1, fifo: '30', lifo: '20', average: '25' });
    });

    it('so a sale that was booked as short was never one, once its purchase is there', async () => {
      const [bought, sold] = [at(1, 'buy', '100', { quantity: '3' }), at(2, 'sell', '110', { quantity: '2' })];
      await book([sold]);
      expect(await closes(sold.id)).toEqual({ revision: 0, fifo: undefined, lifo: undefined, average: undefined });
      expect(await book([bought])).toEqual(['stored']);
      expect(await closes(sold.id)).toEqual({ revision: 1, fifo: '20', lifo: '20', average: '20' });
      expect(await book([bought])).toEqual(['same']);
      expect(await closes(sold.id)).toMatchObject({ revision: 1 });
    });

    it('and of one time the fill that was produced first counts first', async () => {
      const [sold, bought] = [at(1, 'sell', '120'), at(1, 'buy', '100')];
      await book([sold]);
      await book([bought]);
      expect(await closes(sold.id)).toMatchObject({ revision: 0, fifo: undefined });
      expect(await closes(bought.id)).toMatchObject({ fifo: '20' });
    });

    it('and amount to the same in whatever order they arrive, whatever the method', async () => {
      let n = 0;
      await fc.assert(fc.asyncProperty(histories, fc.integer({ min: 1, max: 9 }), async (history, size) => {
        n += 1;
        const [ordered, scattered] = [`in${n}`, `out${n}`];
        const of = (account: string): readonly Fill[] => history.map(({ symbol, side, quantity, price }, minute) =>
          fill({ symbol, side, quantity, price, account, id: `x${minute}`, time: START + minute * MINUTE }));
        await book(of(ordered));
        const arriving = of(scattered).map((one, minute) => ({ one, turn: history[minute]?.turn ?? 0 })).toSorted((a, b) => a.turn - b.turn).map(({ one }) => one);
        for (let from = 0; from < arriving.length; from += size) await book(arriving.slice(from, from + size));
        expect(await linesOf(scattered)).toEqual(await linesOf(ordered));
        const { assets, sums } = await ledger.standing(scattered) ?? {};
        for (const [name, asset] of assets ?? []) {
          for (const method of LotMethod.options) {
            const pure = of(ordered).filter(({ symbol }) => name.endsWith(symbol)).toSorted(inFillOrder)
              .reduce((books, one) => bookPure(books, one).book, emptyBook(method));
            const { quantity, cost } = figuresAt(pure, undefined);
            expect([asset.quantity.toFixed(), asset.cost[method].toFixed()]).toEqual([quantity, cost]);
          }
        }
        // Realised less what is open at cost is what flowed: the same by every method.
        const totals = LotMethod.options.map((method) =>
          [...assets?.values() ?? []].reduce((sum, { cost }) => sum.minus(cost[method]), sums?.realised[method] ?? 0 as never).toFixed());
        expect(new Set(totals).size).toBe(1);
      }), { numRuns: 12 });
    }, 60_000);

    it('however many fills are later, page by page', async () => {
      const fills = (account: string): readonly Fill[] => Array.from({ length: 1_203 }, (_, n) =>
        fill({ account, id: `p${n}`, side: n % 3 === 1 ? 'sell' : 'buy', quantity: `${1 + n % 5}`, price: `${100 + n % 17}`, time: START + n * MINUTE }));
      await book(fills('ada'));
      await book(fills('bob').slice(2));
      await book(fills('bob').slice(0, 2).toReversed());
      expect(await linesOf('bob')).toEqual(await linesOf('ada'));
    }, 60_000);

    it('or not at all: a batch that fails leaves what was closed as it was', async () => {
      const sold = at(3, 'sell', '120');
      await book([at(2, 'buy', '100'), sold]);
      const before = await linesOf('ada');
      const failing: Relational = { ...relational, transaction: (work) => relational.transaction(async (trx: Transaction<never>) => {
        await work(trx as never);
        throw new Error('killed before the commit');
      }) };
      await expect((await openLedger({ ...failing, migrate: () => Promise.resolve() })).book({ fills: recorded([at(1, 'buy', '90')], 9), beginningOf })).rejects.toThrow('killed');
      expect(await linesOf('ada')).toEqual(before);
    });
  });

  describe('a ledger that was matched by arrival', () => {
    it('is refused with what to do until it is made again; an empty one is taken as it is', async () => {
      for (const accounts of [0, 2]) {
        const place = await newPlace();
        const relational = await place.open();
        await relational.migrate('ledger', steps.slice(0, 2));
        const old = relational.query<{ readonly ledger_accounts: Record<string, unknown> }>();
        for (let n = 0; n < accounts; n += 1) {
          await old.insertInto('ledger_accounts').values({
            account: `a${n}`, capital: '1', grid: '1m', fills: 1, first_time: 0, last_time: 0, realised_fifo: '5', realised_average: '5', fees: '0', version: 1,
            topic: 'agent.fills.v1', partition: 0, offset: 0,
          }).execute();
        }
        const ledger = await openLedger(relational);
        const reader = ledgerReader(relational);
        const [booking, reading] = [() => ledger.book({ fills: recorded([fill()]), beginningOf }), () => reader.accounts()];
        if (accounts > 0) {
          const refusal = { name: 'RetryableError', code: 'LEDGER_OUTDATED', message: expect.stringContaining('streamforge rebuild ledger') as string };
          await expect(booking()).rejects.toMatchObject(refusal);
          await expect(reading()).rejects.toMatchObject(refusal);
          const rebuild = ledgerRebuild(relational);
          await rebuild.begin('job', [{ topic: 'agent.fills.v1', partition: 0 }]);
          await expect(booking()).rejects.toMatchObject({ code: 'REBUILD_UNFINISHED' });
          await rebuild.end('job');
        }
        expect(await booking()).toEqual(['stored']);
        expect(await reading()).toHaveLength(1);
        await relational.close();
        await place.dispose();
      }
    });
  });
};
