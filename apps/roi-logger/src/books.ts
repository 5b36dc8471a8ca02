import type { Bar } from '@streamforge/contracts/events/bar';
import { openLedger, type Ledger } from '@streamforge/ledger/ledger';
import { Gathering } from '@streamforge/service-host/gathering';
import { openedOnce } from '@streamforge/service-host/opened-once';
import type { RoiContext } from './context.ts';
import { revalue } from './equity/revalue.ts';
import { Valuations } from './equity/valuations.ts';
import { takeBars } from './take-bars.ts';

/** The ledger, who values its accounts, and the bars that wait to be taken. */
export interface Books {
  readonly ledger: Ledger;
  readonly valuations: Valuations;
  readonly bars: Gathering<Bar>;
}

/** Bars that are taken at once, however short a while they were gathered. */
const MANY_BARS = 500;

const booksOver = (ledger: Ledger, context: RoiContext): Books => {
  const { clock, config } = context;
  const valuations = new Valuations((account, stretch) => revalue(ledger, account, stretch, context));
  const bars = new Gathering<Bar>({
    clock, gatherMs: config.ROI_GATHER_MS, most: MANY_BARS,
    work: (items) => takeBars(items, { ledger, valuations }, context),
  });
  return { ledger, valuations, bars };
};

/** The books of a process, opened when first needed. */
export const booksOf = openedOnce(({ relational }: RoiContext) => relational, async (context) => booksOver(await openLedger(context.relational), context));
