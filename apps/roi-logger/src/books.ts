import { openLedger, type Ledger } from '@streamforge/ledger/ledger';
import type { RoiContext } from './context.ts';
import { revalue } from './equity/revalue.ts';
import { Valuations } from './equity/valuations.ts';

/** The ledger, and who values its accounts. */
export interface Books {
  readonly ledger: Ledger;
  readonly valuations: Valuations;
}

const opened = new WeakMap<object, Promise<Books>>();

/** The books of a process, opened when first needed. */
export const booksOf = (context: RoiContext): Promise<Books> => {
  const { relational, clock, config } = context;
  const known = opened.get(relational);
  if (known !== undefined) return known;
  const books = openLedger(relational).then((ledger): Books => ({
    ledger,
    valuations: new Valuations({ clock, gatherMs: config.ROI_GATHER_MS, revalue: (account, stretch) => revalue(ledger, account, stretch, context) }),
  }));
  opened.set(relational, books);
  // A store that is down now is asked again by the next batch.
  books.catch(() => opened.delete(relational));
  return books;
};
