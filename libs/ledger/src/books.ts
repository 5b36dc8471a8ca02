/** Booking fills in the order of their event times, and the way back: pure, over what was read of the ledger. */
import type { Fill } from '@streamforge/contracts/events/agent';
import type { LotMethod } from '@streamforge/contracts/events/roi';
import { apply, flat, type Closed, type Position } from '@streamforge/portfolio/lots';
import { money, product, ZERO, type Money } from '@streamforge/portfolio/money';
import { takeBack } from '@streamforge/portfolio/take-back';
import type { ByMethod } from './rows.ts';

/** A fill whose fee was turned into the quote asset. */
export interface ValuedFill {
  readonly fill: Fill;
  readonly feeInQuote: string;
}

/** What of a fill changes books. */
export interface BookableFill {
  readonly fill: Pick<Fill, 'id' | 'time' | 'side' | 'quantity' | 'price'>;
  readonly feeInQuote: string;
}

/** What an account has of one asset, by its fills in the order of event time, those of one time in that of their partition. */
export interface AssetBooks {
  readonly positions: ByMethod<Position>;
  /** Above zero when long, below when short. */
  readonly quantity: Money;
  readonly cost: ByMethod<Money>;
  readonly realised: ByMethod<Money>;
  readonly fees: Money;
  /** Time and price of its last fill. */
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
  positions: { fifo: flat('fifo'), lifo: flat('lifo'), average: flat('average') },
  quantity: ZERO,
  cost: { fifo: ZERO, lifo: ZERO, average: ZERO },
  realised: { fifo: ZERO, lifo: ZERO, average: ZERO },
  fees: ZERO,
  lastTime: Number.NEGATIVE_INFINITY,
  lastPrice: '0',
};

/** One value for each way of matching. */
export const byMethod = <Value>(of: (method: LotMethod) => Value): ByMethod<Value> =>
  ({ fifo: of('fifo'), lifo: of('lifo'), average: of('average') });

/** Quantity with its sign. */
const changeOf = ({ side, quantity }: BookableFill['fill']): Money => (side === 'buy' ? money(quantity) : money(quantity).times(-1));

/** Books the next fill of an asset. What is open costs what flowed out for it: its change is what was realised less what flowed in. */
export const bookFill = (books: AssetBooks, { fill, feeInQuote }: BookableFill): { readonly books: AssetBooks; readonly effect: Effect } => {
  const value = product(money(fill.quantity), money(fill.price));
  const flow = fill.side === 'sell' ? value : value.times(-1);
  const applied = byMethod((method) => apply(books.positions[method], fill));
  const realised = byMethod((method) => money(applied[method].closed?.gross ?? '0'));
  const cost = byMethod((method) => realised[method].minus(flow));
  return {
    effect: { cost, realised, closed: byMethod((method) => applied[method].closed) },
    books: {
      positions: byMethod((method) => applied[method].position),
      quantity: books.quantity.plus(changeOf(fill)),
      cost: byMethod((method) => books.cost[method].plus(cost[method])),
      realised: byMethod((method) => books.realised[method].plus(realised[method])),
      fees: books.fees.plus(feeInQuote),
      lastTime: fill.time,
      lastPrice: fill.price,
    },
  };
};

/** The books before the last fill of an asset, given what that did. When the fill before it was is not known: whoever goes back goes forth again. */
export const unbookFill = (books: AssetBooks, { fill, feeInQuote }: BookableFill, effect: Effect): AssetBooks => ({
  positions: byMethod((method) => takeBack(books.positions[method], fill, effect.closed[method])),
  quantity: books.quantity.minus(changeOf(fill)),
  cost: byMethod((method) => books.cost[method].minus(effect.cost[method])),
  realised: byMethod((method) => books.realised[method].minus(effect.realised[method])),
  fees: books.fees.minus(feeInQuote),
  lastTime: Number.NEGATIVE_INFINITY,
  lastPrice: books.lastPrice,
});
