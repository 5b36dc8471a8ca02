/**
 * Conditions of a scan that goes on after the last entry it gave, instead of counting past what it gave before: pages cost the same at any
 * depth, and writes in between never shift them.
 */
import type { SQLInputValue } from 'node:sqlite';
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';

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
  /** WHERE and ORDER BY, with parameters ?1 series, ?2 from, ?3 to, ?4 limit and, after a cursor, ?5 its order and ?6 its id. */
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const beyond = (identity: 'order' | 'id', sign: '>' | '<'): string =>
  identity === 'order' ? ` AND ord ${sign} ?5` : ` AND ord ${sign}= ?5 AND (ord ${sign} ?5 OR id ${sign} ?6)`;

/** `series` is its number; `limit` the most rows. */
export const keyset = (collection: CollectionName, series: number, window: Window, limit: number): Keyset => {
  const { identity } = collections[collection];
  const direction = window.reverse ? 'DESC' : 'ASC';
  const resumed = window.after === undefined ? '' : beyond(identity, window.reverse ? '<' : '>');
  const alive = window.deleted ? '' : ' AND body IS NOT NULL';
  const order = identity === 'order' ? `ord ${direction}` : `ord ${direction}, id ${direction}`;
  // The bound that the cursor has passed moves up to it: the index is entered there.
  const from = window.after !== undefined && !window.reverse ? Math.max(window.from, window.after.order) : window.from;
  const cursor = window.after === undefined ? [] : identity === 'order' ? [window.after.order] : [window.after.order, window.after.id];
  return {
    sql: `WHERE series = ?1 AND ord >= ?2 AND ord < ?3${resumed}${alive} ORDER BY ${order} LIMIT ?4`,
    values: [series, from, window.to, limit, ...cursor],
  };
};
