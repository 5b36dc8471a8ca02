import type { ReceivedEvent } from '@streamforge/codec/received';
import type { FillBatch } from '@streamforge/ledger/book-fills';
import { judge } from '@streamforge/service-host/judge';
import { booksOf } from './books.ts';
import type { RoiConfig } from './config.ts';
import type { RoiHandler } from './context.ts';
import { feeInQuote, judgeFill } from './fill-rules.ts';
import { settle } from './settle.ts';

type FillRecord = ReceivedEvent<'agent.fills.v1'>;

/** Books each valid fill unless its id is taken, and values its account anew from its time on. */
export const bookFills: RoiHandler<'agent.fills.v1'> = async (batch, context) => {
  const { valid, rejected } = judge(batch, judgeFill);
  if (valid.length === 0) return rejected;
  const { ledger, valuations } = await booksOf(context);
  const kept = await ledger.book(bookable(valid, context.config));
  // Bars are read after the fills are booked: one that comes meanwhile is either seen here, or its handler sees the fills.
  const earliest = new Map<string, number>();
  for (const [at, { value: { account, time } }] of valid.entries()) {
    if (kept[at] === 'stored' || kept[at] === 'again') earliest.set(account, Math.min(time, earliest.get(account) ?? time));
  }
  await Promise.all([...earliest].map(([account, from]) => valuations.ask(account, { from, to: Number.POSITIVE_INFINITY })));
  return [...rejected, ...settle(valid, kept, context, ({ value }) => `Fill ${value.id} of ${value.account}`)];
};

/** What the ledger is to book of valid fills. */
export const bookable = (valid: readonly FillRecord[], { ROI_CAPITAL, ROI_CAPITALS, ROI_EQUITY_INTERVAL: grid }: RoiConfig): FillBatch => ({
  fills: valid.map(({ topic, partition, offset, value: fill }) => ({ topic, partition, offset, value: { fill, feeInQuote: feeInQuote(fill) } })),
  beginningOf: (account) => ({ capital: ROI_CAPITALS.get(account) ?? ROI_CAPITAL, grid }),
});
