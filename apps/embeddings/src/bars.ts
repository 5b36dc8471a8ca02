import { indexesOf, type EmbeddingsHandler } from './context.ts';

/**
 * Makes every window anew in which one of these bars stands. The bars are read from the store: a record only says which to look at. An open bar
 * stands in no window, and once it is closed another record says so.
 */
export const indexWindows: EmbeddingsHandler<'market.bars.v1'> = async (batch, context) => {
  const { moments } = await indexesOf(context);
  const counts = await moments.index(batch.flatMap((record) => record.kind === 'event' && record.value.closed ? [record.value] : []));
  for (const verdict of ['stored', 'same', 'older'] as const) context.metrics.count('streamforge_windows_total', { verdict }, counts[verdict]);
  return [];
};
