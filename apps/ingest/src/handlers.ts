import type { ConsumedBy } from '@streamforge/contracts/services';
import { storeAssets } from './assets.ts';
import { storeCandles } from './candles.ts';
import type { IngestHandler } from './context.ts';
import { storeDocuments } from './documents.ts';
import { storeTrades } from './trades.ts';

/** What ingest does with a batch of each topic that it consumes, live or out of the history. */
export const handlers: { readonly [Topic in ConsumedBy<'ingest'>]: IngestHandler<Topic> } = {
  'market.candles.v1': storeCandles,
  'market.trades.v1': storeTrades,
  'market.assets.v1': storeAssets,
  'documents.v1': storeDocuments,
};
