import { defineService } from '@streamforge/service-host/service';
import { archiveTopics } from './archiving.ts';
import { storeAssets } from './assets.ts';
import { storeCandles } from './candles.ts';
import { IngestConfig } from './config.ts';
import { storeDocuments } from './documents.ts';
import { surveyGaps } from './gap-survey.ts';
import { storeTrades } from './trades.ts';

/** Turns raw events into clean history; nobody else reads the raw topics. */
export const ingest = defineService({
  name: 'ingest',
  config: IngestConfig,
  consumes: {
    'market.candles.v1': storeCandles,
    'market.trades.v1': storeTrades,
    'market.assets.v1': storeAssets,
    'documents.v1': storeDocuments,
  },
  background: async (context, signal) => {
    await Promise.all([surveyGaps(context, signal), archiveTopics(context, signal)]);
  },
});
