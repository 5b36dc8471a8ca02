/** The way back from a fill to what was held before it: so a fill that comes late finds the lots that were open at its time. */
import { flat, type Closed, type Execution, type Lot, type Position } from './lots.ts';
import { money, product, textOf, ZERO } from './money.ts';

/**
 * The position before the last fill of its order was applied, given what `apply` said that it closed. Exact where amounts have at most 38
 * digits after the point: what a close took of a lot is joined to what it left of it.
 */
export const takeBack = (position: Position, fill: Execution, closed: Closed | undefined): Position => {
  const { method, direction, lots } = position;
  if (closed === undefined) return unopened(position, fill);
  // After a flip all that is held was opened by the fill; when all was closed nothing is.
  const left = direction === closed.direction ? lots : [];
  const taken = closed.lots.map(({ fill: opener, time, quantity, cost }): Lot => ({ fill: opener, time, quantity, cost }));
  return { method, direction: closed.direction, lots: method === 'lifo' ? joined(left, taken.toReversed()) : joined(taken, left) };
};

/** Older lots and newer ones; the lot that was taken in part is in both. */
const joined = (older: readonly Lot[], newer: readonly Lot[]): readonly Lot[] => {
  const [last, first] = [older.at(-1), newer[0]];
  if (last === undefined || first === undefined || last.fill !== first.fill) return [...older, ...newer];
  const whole = { ...first, quantity: textOf(money(last.quantity).plus(first.quantity)), cost: textOf(money(last.cost).plus(first.cost)) };
  return [...older.slice(0, -1), whole, ...newer.slice(1)];
};

const unopened = ({ method, direction, lots }: Position, fill: Execution): Position => {
  const pool = method === 'average' ? lots[0] : undefined;
  if (pool === undefined) return lots.length > 1 ? { method, direction, lots: lots.slice(0, -1) } : flat(method);
  const quantity = money(pool.quantity).minus(fill.quantity);
  if (quantity.eq(ZERO)) return flat(method);
  const cost = money(pool.cost).minus(product(money(fill.quantity), money(fill.price)));
  return { method, direction, lots: [{ ...pool, quantity: textOf(quantity), cost: textOf(cost) }] };
};
