/**
 * Conditions of a scan that goes on after the last entry it gave, instead of counting past what it gave before: pages cost the same at any
 * depth, and writes in between never shift them.
 */
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import type { ScanRange } from '../port.ts';
import type { SqlDialect } from './dialect.ts';

/** The last entry given. */
export interface Cursor {
  readonly order: number;
  readonly id: Uint8Array;
}

export interface Window {
  /** Inclusive; -Infinity from the first. */
  readonly from: number;
  /** Exclusive; Infinity to the last. */
  readonly to: number;
  readonly reverse: boolean;
  /** Also deletion markers. */
  readonly deleted: boolean;
  readonly after?: Cursor | undefined;
}

export interface Keyset {
  /** WHERE, ORDER BY and LIMIT, with parameters 1 series, 2 from, 3 to, 4 limit and, after a cursor, 5 its order and 6 its id. */
  readonly sql: string;
  /** The same order, by the names of the columns selected. */
  readonly order: string;
  readonly values: readonly unknown[];
}

/** Everything of a series, markers too. */
export const wholeSeries: Window = { from: -Infinity, to: Infinity, reverse: false, deleted: true };

export const windowOf = ({ from = -Infinity, to = Infinity, reverse = false, deleted = false }: ScanRange, after: Cursor | undefined): Window =>
  ({ from, to, reverse, deleted, after });

const beyond = ({ place }: SqlDialect, identity: 'order' | 'id', sign: '>' | '<'): string =>
  identity === 'order'
    ? ` AND ord ${sign} ${place(5)}`
    : ` AND ord ${sign}= ${place(5)} AND (ord ${sign} ${place(5)} OR id ${sign} ${place(6)})`;

/** `series` is its number; `limit` the most rows. */
export const keyset = (dialect: SqlDialect, collection: CollectionName, series: number, window: Window, limit: number): Keyset => {
  const { place, bound } = dialect;
  const { identity } = collections[collection];
  const direction = window.reverse ? 'DESC' : 'ASC';
  const resumed = window.after === undefined ? '' : beyond(dialect, identity, window.reverse ? '<' : '>');
  const alive = window.deleted ? '' : ' AND body IS NOT NULL';
  const order = identity === 'order' ? `ord ${direction}` : `ord ${direction}, id ${direction}`;
  const table = `entries_${collection}`;
  // The bound that the cursor has passed moves up to it: the index is entered there.
  const from = window.after !== undefined && !window.reverse ? Math.max(window.from, window.after.order) : window.from;
  const cursor = window.after === undefined ? [] : [bound(window.after.order), ...(identity === 'order' ? [] : [window.after.id])];
  const qualified = order.replaceAll(/\b(ord|id)\b/g, `${table}.$1`);
  return {
    sql: `WHERE series = ${place(1)} AND ord >= ${place(2)} AND ord < ${place(3)}${resumed}${alive} ORDER BY ${qualified} LIMIT ${place(4)}`,
    order,
    values: [series, bound(from), bound(window.to), limit, ...cursor],
  };
};
