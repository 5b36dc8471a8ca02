/** Reads orders only: where a series has no deletion markers the index alone answers. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { CollectionName } from '@streamforge/contracts/collections';
import { rowAt } from '@streamforge/sqlite/row-at';
import { rowOf, rowsOf, statementCache } from '@streamforge/sqlite/statement-cache';
import type { Cursor, Window } from '../sql/keyset.ts';
import { keyset } from '../sql/keyset.ts';
import { orders as ordersIn, seriesByName } from '../sql/statements.ts';
import { sqliteDialect } from './dialect.ts';

const pageOrders = 8_192;
const nothing = new Uint8Array(0);

export interface OrderPage {
  readonly orders: Float64Array<ArrayBuffer>;
  /** Where the next page begins; absent when this is the last. */
  readonly next?: Cursor | undefined;
}

export interface OrderReader {
  orders(collection: CollectionName, series: string, window: Window, limit: number): OrderPage;
}

export const orderReader = (db: DatabaseSync): OrderReader => {
  const prepare = statementCache(db);
  const series = prepare(seriesByName(sqliteDialect));
  return {
    orders: (collection, name, window, limit) => {
      const found = rowOf<readonly [id: number, deleted: number]>(series, [collection, Buffer.from(name)]);
      if (found === undefined) return { orders: new Float64Array(0) };
      const [id, deleted] = found;
      const rows = Math.min(limit, pageOrders);
      const { sql, values } = keyset(sqliteDialect, collection, id, { ...window, deleted: window.deleted || deleted === 0 }, rows);
      const orders = new Float64Array(rows);
      let taken = 0;
      let lastId = nothing;
      for (const row of rowsOf<readonly [number, Uint8Array<ArrayBuffer>]>(
        prepare(`${ordersIn(sqliteDialect, collection)} ${sql}`), values as readonly SQLInputValue[],
      )) {
        orders[taken++] = row[0];
        lastId = row[1];
      }
      const next = taken === rows && taken > 0 ? { order: rowAt(orders, taken - 1), id: lastId } : undefined;
      return { orders: orders.slice(0, taken), next };
    },
  };
};
