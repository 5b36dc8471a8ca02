/**
 * What an account is worth over event time: its fills, marked to prices. Nothing here depends on when anything arrived. This is the definition,
 * over all fills at once; roi-logger makes the same points bit by bit from what its ledger has stored, and is tested against it.
 */
import type { LotMethod } from '@streamforge/contracts/events/roi';
import { money, ratio, textOf, ZERO } from './money.ts';
import { book, emptyBook, unrealised, type Book, type BookedFill } from './profit.ts';

/** A fill and the instrument that it traded, such as `exchange:symbol`. */
export interface AccountFill extends BookedFill {
  readonly instrument: string;
}

/** What an instrument is worth from a moment on: a bar’s close, at the time at which the bar closes. */
export interface Mark {
  readonly instrument: string;
  readonly time: number;
  readonly price: string;
}

/** An account at a moment: equity = capital + realised + unrealised − fees. */
export interface EquityPoint {
  readonly time: number;
  readonly equity: string;
  /** Before fees. */
  readonly realised: string;
  readonly unrealised: string;
  readonly fees: string;
  /** equity ÷ capital − 1, half-even at 1e-18; null without capital. */
  readonly roi: string | null;
  /** How many fills it rests on. */
  readonly fills: number;
}

export interface EquityInput {
  readonly method: LotMethod;
  /** What the account began with. */
  readonly capital: string;
  /** By event time, ascending; those of the same time in the order in which they count. */
  readonly fills: Iterable<AccountFill>;
  /** By time, ascending. */
  readonly marks: Iterable<Mark>;
  /** Moments to value the account at, ascending. */
  readonly times: Iterable<number>;
}

/**
 * The account at each of the moments: with every fill up to and at it, and the newest mark up to and at it. An instrument that has no
 * mark yet is worth what it was last traded at.
 */
export function* equityCurve({ method, capital, fills, marks, times }: EquityInput): Generator<EquityPoint, void, void> {
  const books = new Map<string, Book>();
  const marked = new Map<string, string>();
  const traded = new Map<string, string>();
  const nextFills = upTo(fills);
  const nextMarks = upTo(marks);
  for (const time of times) {
    for (const fill of nextFills(time)) {
      books.set(fill.instrument, book(books.get(fill.instrument) ?? emptyBook(method), fill).book);
      traded.set(fill.instrument, fill.price);
    }
    for (const { instrument, price } of nextMarks(time)) marked.set(instrument, price);
    yield pointOf(time, capital, books, (instrument) => marked.get(instrument) ?? traded.get(instrument));
  }
}

const pointOf = (
  time: number, capital: string, books: ReadonlyMap<string, Book>, markOf: (instrument: string) => string | undefined,
): EquityPoint => {
  let [realised, open, fees, fills] = [ZERO, ZERO, ZERO, 0];
  for (const [instrument, one] of books) {
    realised = realised.plus(one.realised);
    open = open.plus(unrealised(one.position, markOf(instrument)) ?? ZERO);
    fees = fees.plus(one.fees);
    fills += one.fills;
  }
  const gained = realised.plus(open).minus(fees);
  return {
    time,
    equity: textOf(gained.plus(capital)),
    realised: textOf(realised),
    unrealised: textOf(open),
    fees: textOf(fees),
    roi: ratio(gained, money(capital)),
    fills,
  };
};

/** Gives, call by call, what comes up to and at a time and was not given before. */
const upTo = <Timed extends { readonly time: number }>(items: Iterable<Timed>): ((time: number) => Generator<Timed, void, void>) => {
  const iterator = items[Symbol.iterator]();
  let next = iterator.next();
  return function* (time) {
    for (; next.done !== true && next.value.time <= time; next = iterator.next()) yield next.value;
  };
};
