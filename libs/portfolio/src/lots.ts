/**
 * What an account holds of one instrument, and what closing it realises. FIFO closes the oldest lot first, LIFO the newest; average cost
 * keeps a single lot whose cost is the sum of what was paid, never the quotient, so that nothing is lost to rounding while it grows.
 */
import type { Fill } from '@streamforge/contracts/events/agent';
import type { LotMethod } from '@streamforge/contracts/events/roi';
import { money, product, share, textOf, ZERO, type Money } from './money.ts';

/** What of a fill changes a position. The quantity is positive; the side says which way it goes. */
export type Execution = Pick<Fill, 'id' | 'side' | 'quantity' | 'price' | 'time'>;

/** Quantity that was opened by a fill and is still open. */
export interface Lot {
  /** The fill that opened it; under average cost the one that opened the position. */
  readonly fill: string;
  /** When it was opened, epoch milliseconds. */
  readonly time: number;
  /** Positive, also in a short position. */
  readonly quantity: string;
  /** What the quantity was bought for; in a short position what it was sold for. */
  readonly cost: string;
}

/** Plain data: it can be stored and read back as it is. */
export interface Position {
  readonly method: LotMethod;
  readonly direction: 'long' | 'short' | 'flat';
  /** Oldest first; empty when flat; one at most under average cost. */
  readonly lots: readonly Lot[];
}

/** What a close took of one lot: the quantity and its cost. */
export interface ConsumedLot {
  /** The fill that had opened it, and when. */
  readonly fill: string;
  readonly time: number;
  readonly quantity: string;
  readonly cost: string;
}

/** A close: what one fill realised. */
export interface Closed {
  /** The fill that closed. */
  readonly fill: string;
  readonly time: number;
  /** What was closed: a long position by selling, a short one by buying. */
  readonly direction: 'long' | 'short';
  readonly quantity: string;
  /** Closed quantity × the fill’s price. */
  readonly amount: string;
  /** What the closed quantity had cost (short: brought). */
  readonly cost: string;
  /** amount − cost for a long position, cost − amount for a short one. Fees are not in it. */
  readonly gross: string;
  /** In the order in which they were taken; their quantities and costs add up to those above. */
  readonly lots: readonly ConsumedLot[];
}

export interface Applied {
  readonly position: Position;
  /** What it realised; undefined when it only opened or added. */
  readonly closed: Closed | undefined;
}

/** Nothing open. */
export const flat = (method: LotMethod): Position => ({ method, direction: 'flat', lots: [] });

/**
 * Applies a fill. Against the position it closes: first what is open, and what is left of the fill opens the other way (a flip).
 * The share of a lot’s cost that a partial close takes is rounded half-even at 1e-18; the rest stays with the lot, so that costs always
 * add up to what was paid. Throws DECIMAL_INVALID when an amount has more than 38 digits before the point.
 */
export const apply = (position: Position, fill: Execution): Applied => {
  const quantity = money(fill.quantity);
  const value = product(quantity, money(fill.price));
  const goes = fill.side === 'buy' ? 'long' : 'short';
  if (position.direction === 'flat' || position.direction === goes) {
    return { position: opened(position, fill, goes, quantity, value), closed: undefined };
  }
  return reduced(position, fill, quantity, value);
};

const opened = (position: Position, fill: Execution, direction: 'long' | 'short', quantity: Money, cost: Money): Position => {
  const { method, lots } = position;
  const last = method === 'average' ? lots[0] : undefined;
  const lot = last === undefined
    ? { fill: fill.id, time: fill.time, quantity: textOf(quantity), cost: textOf(cost) }
    : { ...last, quantity: textOf(money(last.quantity).plus(quantity)), cost: textOf(money(last.cost).plus(cost)) };
  return { method, direction, lots: last === undefined ? [...lots, lot] : [lot] };
};

const reduced = (position: Position, fill: Execution, quantity: Money, value: Money): Applied => {
  const { method, lots } = position;
  const direction = position.direction === 'long' ? 'long' : 'short';
  const taking = method === 'lifo' ? lots.toReversed() : lots;
  const consumed: ConsumedLot[] = [];
  let [left, cost, at] = [quantity, ZERO, 0];
  let kept: Lot | undefined;
  for (; at < taking.length && kept === undefined && left.gt(ZERO); at += 1) {
    const lot = taking[at] as Lot;
    const [held, paid] = [money(lot.quantity), money(lot.cost)];
    const taken = held.gt(left) ? left : held;
    const part = share(paid, taken, held);
    consumed.push({ fill: lot.fill, time: lot.time, quantity: textOf(taken), cost: textOf(part) });
    if (held.gt(taken)) kept = { ...lot, quantity: textOf(held.minus(taken)), cost: textOf(paid.minus(part)) };
    left = left.minus(taken);
    cost = cost.plus(part);
  }
  const closing = quantity.minus(left);
  // What opens the other way takes the rest of the fill’s value, so that both parts add up to what was paid.
  const amount = share(value, closing, quantity);
  const closed: Closed = {
    fill: fill.id,
    time: fill.time,
    direction,
    quantity: textOf(closing),
    amount: textOf(amount),
    cost: textOf(cost),
    gross: textOf(direction === 'long' ? amount.minus(cost) : cost.minus(amount)),
    lots: consumed,
  };
  const rest = kept === undefined ? taking.slice(at) : [kept, ...taking.slice(at)];
  if (rest.length > 0) return { position: { method, direction, lots: method === 'lifo' ? rest.toReversed() : rest }, closed };
  if (left.eq(ZERO)) return { position: flat(method), closed };
  return { position: opened(flat(method), fill, direction === 'long' ? 'short' : 'long', left, value.minus(amount)), closed };
};

const total = (lots: readonly Lot[], of: (lot: Lot) => string): Money => lots.reduce((sum, lot) => sum.plus(of(lot)), ZERO);

/** Open quantity: above zero when long, below when short. */
export const openQuantity = ({ direction, lots }: Position): string => signed(direction, total(lots, ({ quantity }) => quantity));

/** What the open quantity cost: above zero when long; below when short, where it was brought. */
export const openCost = ({ direction, lots }: Position): string => signed(direction, total(lots, ({ cost }) => cost));

const signed = (direction: Position['direction'], amount: Money): string => textOf(direction === 'short' ? amount.times(-1) : amount);
