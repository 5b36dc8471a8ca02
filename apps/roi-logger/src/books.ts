import type { Bar } from '@streamforge/contracts/events/bar';
import { openLedger, type Ledger } from '@streamforge/ledger/ledger';
import type { RoiContext } from './context.ts';
import { revalue } from './equity/revalue.ts';
import { Valuations } from './equity/valuations.ts';
import { Gathering } from '@streamforge/service-host/gathering';
import { takeBars } from './take-bars.ts';

/** The ledger, who values its accounts, and the bars that wait to be taken. */
export interface Books {
  readonly ledger: Ledger;
  readonly valuations: Valuations;
  readonly bars: Gathering<Bar>;
}

/** Bars that are taken at once, however short a while they were gathered. */
const MANY_BARS = 500;

const opened = new WeakMap<object, Promise<Books>>();

/** The books of a process, opened when first needed. */
export const booksOf = (context: RoiContext): Promise<Books> => {
  const { relational } = context;
  const known = opened.get(relational);
  if (known !== undefined) return known;
  const books = openLedger(relational).then((ledger) => booksOver(ledger, context));
  opened.set(relational, books);
  // A store that is down now is asked again by the next batch.
  books.catch(() => opened.delete(relational));
  return books;
};

const booksOver = (ledger: Ledger, context: RoiContext): Books => {
  const { clock, config } = context;
  const valuations = new Valuations((account, stretch) => revalue(ledger, account, stretch, context));
  const bars = new Gathering<Bar>({
    clock, gatherMs: config.ROI_GATHER_MS, most: MANY_BARS,
    work: (items) => takeBars(items, { ledger, valuations }, context),
  });
  return { ledger, valuations, bars };
};
