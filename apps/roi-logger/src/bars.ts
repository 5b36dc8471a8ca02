import { booksOf } from './books.ts';
import type { RoiHandler } from './context.ts';

/**
 * Bars that are closed value who holds their symbols, and score what was predicted of them. They are a trigger only: what they say is read
 * from the document store.
 */
export const markToBars: RoiHandler<'market.bars.v1'> = async (batch, context) => {
  const bars = batch.flatMap((record) => (record.kind === 'event' && record.value.closed ? [record.value] : []));
  if (bars.length > 0) await (await booksOf(context)).bars.add(bars);
  return [];
};
