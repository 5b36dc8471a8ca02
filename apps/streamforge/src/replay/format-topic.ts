/** The topic that a file's rows belong to, by the mappers' name of its format: it decides where an unreadable row is kept. */
import type { MappedTopic } from '@streamforge/mappers/events';

const topics: Readonly<Record<string, MappedTopic>> = {
  'binance-agg-trades': 'market.trades.v1',
  trades: 'market.trades.v1',
  fills: 'agent.fills.v1',
  documents: 'documents.v1',
  assets: 'market.assets.v1',
};

/** Candles where nothing says otherwise: most files hold them, and a row before the format is known can only be guessed at. */
export const formatTopic = (format: string | undefined): MappedTopic => topics[format ?? ''] ?? 'market.candles.v1';
