/** Booking fills in the order of their partition: pure, over what was read of the ledger. */
import type { Fill } from '@streamforge/contracts/events/agent';
import { apply, flat, type Closed, type Position } from '@streamforge/portfolio/lots';
import { money, product, ZERO, type Money } from '@streamforge/portfolio/money';
import type { ByMethod } from './rows.ts';

/** A fill whose fee was turned into the quote asset. */
export interface ValuedFill {
  readonly fill: Fill;
  readonly feeInQuote: string;
}

/** What an account has of one asset. Sums are the same in whatever order the fills are summed; positions follow the partition. */
export interface AssetBooks {
  readonly positions: ByMethod<Position>;
  /** Above zero when long, below when short. */
  readonly quantity: Money;
  readonly cost: ByMethod<Money>;
  readonly realised: ByMethod<Money>;
  readonly fees: Money;
  /** Time and price of the fill that is last in event time; of those at one time, in the partition. */
  readonly lastTime: number;
  readonly lastPrice: string;
}

/** What one fill did: by how much it changed what is open, and what it closed. */
export interface Effect {
  readonly cost: ByMethod<Money>;
  readonly realised: ByMethod<Money>;
  readonly closed: ByMethod<Closed | undefined>;
}

export const emptyBooks: AssetBooks = {
  positions: { fifo: flat('fifo'), average: flat('average') },
  quantity: ZERO,
  cost: { fifo: ZERO, average: ZERO },
  realised: { fifo: ZERO, average: ZERO },
  fees: ZERO,
  lastTime: Number.NEGATIVE_INFINITY,
  lastPrice: '0',
};

export const byMethod = <Value>(of: (method: 'fifo' | 'average') => Value): ByMethod<Value> => ({ fifo: of('fifo'), average: of('average') });

/** Books the next fill of an asset. What is open costs what flowed out for it: its change is what was realised less what flowed in. */
export const bookFill = (books: AssetBooks, { fill, feeInQuote }: ValuedFill): { readonly books: AssetBooks; readonly effect: Effect } => {
  const value = product(money(fill.quantity), money(fill.price));
  const [flow, change] = fill.side === 'sell' ? [value, money(fill.quantity).times(-1)] : [value.times(-1), money(fill.quantity)];
  const applied = byMethod((method) => apply(books.positions[method], fill));
  const realised = byMethod((method) => money(applied[method].closed?.gross ?? '0'));
  const cost = byMethod((method) => realised[method].minus(flow));
  const last = fill.time >= books.lastTime;
  return {
    effect: { cost, realised, closed: byMethod((method) => applied[method].closed) },
    books: {
      positions: byMethod((method) => applied[method].position),
      quantity: books.quantity.plus(change),
      cost: byMethod((method) => books.cost[method].plus(cost[method])),
      realised: byMethod((method) => books.realised[method].plus(realised[method])),
      fees: books.fees.plus(feeInQuote),
      lastTime: last ? fill.time : books.lastTime,
      lastPrice: last ? fill.price : books.lastPrice,
    },
  };
};
