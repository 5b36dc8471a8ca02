import { byMethod } from '@streamforge/ledger/books';
import { CHANGES_PAGE, type FillChange, type Moment } from '@streamforge/ledger/standing';
import { money } from '@streamforge/portfolio/money';
import { describe, expect, it } from 'vitest';
import { Changes } from '../src/equity/changes.ts';

/** One of two assets bought for 3; two at each time. */
const change = (n: number): FillChange => ({
  exchange: 'local', symbol: ['BTCUSDT', 'ETHUSDT'][n % 2] ?? '', time: Math.floor(n / 2), sequence: n, price: '3', quantity: money('1'),
  cost: byMethod(() => money('3')), realised: byMethod(() => money('0.5')), fee: money('0.1'),
});

describe('the fills after a moment', () => {
  it.each([0, 3, CHANGES_PAGE, 2 * CHANGES_PAGE, 2 * CHANGES_PAGE + 501])('are summed and gone through page by page: %i', async (count) => {
    const all = Array.from({ length: count }, (_, n) => change(n));
    let most = 0;
    const changes = await Changes.after(-1, async ({ time, sequence = Number.MAX_SAFE_INTEGER }: Moment) => {
      const page = all.filter((one) => one.time > time || (one.time === time && one.sequence > sequence)).slice(0, CHANGES_PAGE);
      most = Math.max(most, page.length);
      return page;
    });
    const { fills, realised, fees, quantities } = changes.sums;
    expect([fills, realised.lifo.toNumber(), fees.toNumber(), quantities.get('local:BTCUSDT')?.toNumber()])
      .toEqual([count, count / 2, Math.round(count / 10 * 10) / 10, count === 0 ? undefined : Math.ceil(count / 2)]);
    const seen: number[] = [];
    for (let next = await changes.next(); next !== undefined; next = await changes.next()) {
      seen.push(next.sequence);
      changes.take();
    }
    expect(seen).toEqual(all.map(({ sequence }) => sequence));
    expect(most).toBeLessThanOrEqual(CHANGES_PAGE);
  });
});
