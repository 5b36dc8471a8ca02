/** What an agent is: it sees a minute end and decides. Its own generator of chance, if it has one, leaves the market as it is. */

/** What each agent begins with, and how much of it an order is worth; in the quote currency. */
export const CAPITAL = 10_000;
export const ORDER = 8_000;

/** The prices of a minute in whole ticks, by position of the asset. */
export interface Quotes {
  /** Epoch milliseconds of the minute’s start. */
  readonly openTime: number;
  readonly close: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
}

/** A decision that trades: a position is opened whole and closed whole. */
export interface Order {
  readonly type: 'open' | 'close';
  /** Position of the asset. */
  readonly asset: number;
  readonly side: 'buy' | 'sell';
  /** Price that it gets, in ticks; one that was traded within the minute. */
  readonly ticks: number;
  readonly reason: string;
}

/** A decision to do nothing. */
export interface Held {
  readonly type: 'hold';
  readonly asset: number;
  readonly reason: string;
}

export type Decision = Order | Held;

export interface Agent {
  /** Its account, under which its fills and actions are kept. */
  readonly account: Account;
  /** How it trades, in a sentence. */
  readonly says: string;
  /** Called once a minute, when the minute has ended. Whoever opens closes before it opens again. */
  decide(quotes: Quotes): readonly Decision[];
}

export const accounts = ['sim-follower', 'sim-chaser', 'sim-random'] as const;
export type Account = (typeof accounts)[number];

/** Buys to get out of what was sold, and sells to get out of what was bought. */
export const opposite = (side: Order['side']): Order['side'] => side === 'buy' ? 'sell' : 'buy';
