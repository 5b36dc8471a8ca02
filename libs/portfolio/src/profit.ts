/** The books of one instrument of an account: its position, what it realised and what it paid in fees. Fees are kept apart. */
import type { Fill } from '@streamforge/contracts/events/agent';
import type { LotMethod } from '@streamforge/contracts/events/roi';
import { apply, flat, openCost, openQuantity, type Closed, type Execution, type Position } from './lots.ts';
import { money, product, ratio, textOf, ZERO } from './money.ts';

/** A fill with its fee, which is in the quote asset. */
export type BookedFill = Execution & Pick<Fill, 'fee'>;

/** Plain data: it can be stored and read back as it is. */
export interface Book {
  readonly position: Position;
  /** Sum of what closes realised, before fees. */
  readonly realised: string;
  /** Cost of what was closed: what ROI is measured against. */
  readonly costOfClosed: string;
  /** Fees of all fills, of those that opened, too. */
  readonly fees: string;
  readonly fills: number;
}

export interface Booked {
  readonly book: Book;
  readonly closed: Closed | undefined;
}

/** A book before its first fill. */
export const emptyBook = (method: LotMethod): Book => ({ position: flat(method), realised: '0', costOfClosed: '0', fees: '0', fills: 0 });

/** Books a fill; fills come in their order. Throws DECIMAL_INVALID as `apply` does. */
export const book = (before: Book, fill: BookedFill): Booked => {
  const { position, closed } = apply(before.position, fill);
  return {
    closed,
    book: {
      position,
      realised: sum(before.realised, closed?.gross ?? '0'),
      costOfClosed: sum(before.costOfClosed, closed?.cost ?? '0'),
      fees: sum(before.fees, fill.fee),
      fills: before.fills + 1,
    },
  };
};

const sum = (a: string, b: string): string => textOf(money(a).plus(b));

/** What a book amounts to; decimals as text. */
export interface Figures {
  /** Above zero when long, below when short. */
  readonly quantity: string;
  /** What the open quantity cost, with its sign. */
  readonly cost: string;
  /** cost ÷ quantity, half-even at 1e-18; null when flat. For people: nothing is computed from it. */
  readonly averagePrice: string | null;
  /** Realised before fees. */
  readonly realised: string;
  /** realised − fees. */
  readonly net: string;
  readonly fees: string;
  /** realised ÷ cost of what was closed, half-even at 1e-18; null while nothing was closed. */
  readonly roi: string | null;
  /** quantity × mark − cost; null without a mark, '0' when flat. */
  readonly unrealised: string | null;
}

/** The figures of a book at a mark: the price that the open quantity is worth. */
export const figuresAt = ({ position, realised, costOfClosed, fees }: Book, mark: string | undefined): Figures => {
  const [quantity, cost] = [openQuantity(position), openCost(position)];
  return {
    quantity,
    cost,
    averagePrice: ratio(money(cost), money(quantity)),
    realised,
    net: textOf(money(realised).minus(fees)),
    fees,
    roi: ratio(money(realised), money(costOfClosed)),
    unrealised: unrealised(position, mark),
  };
};

/** quantity × mark − cost; null without a mark, unless the position is flat. */
export const unrealised = (position: Position, mark: string | undefined): string | null => {
  if (position.direction === 'flat') return textOf(ZERO);
  if (mark === undefined) return null;
  return textOf(product(money(openQuantity(position)), money(mark)).minus(openCost(position)));
};
