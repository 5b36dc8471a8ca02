import { indexesOf, type EmbeddingsHandler } from './context.ts';

/**
 * Makes every window anew in which one of these bars stands. The bars are read from the store: a record only says which to look at. An open bar
 * stands in no window, and once it is closed another record says so.
 */
export const indexWindows: EmbeddingsHandler<'market.bars.v1'> = async (batch, context) => {
  const closed = batch.flatMap((record) => record.kind === 'event' && record.value.closed ? [record.value] : []);
  if (closed.length > 0) await (await indexesOf(context)).bars.add(closed);
  return [];
};
