import type { CollectionName } from '@streamforge/contracts/collections';
import type { TopicName } from '@streamforge/contracts/topics';
import type { EntryKey } from '@streamforge/document-store/port';
import type { OutgoingRecord } from '@streamforge/event-log/port';
import { asset, ASSETS, candle, candleKey, document, DOCUMENTS, START, trade, TRADES } from './line.ts';

export interface GoodRecord {
  readonly record: OutgoingRecord;
  readonly collection: CollectionName;
  readonly key: EntryKey;
}

const MINUTE = 60_000;

/** The n-th good record of a topic, and where it is stored. */
export const goodRecord = (topic: TopicName, number: number): GoodRecord => {
  const id = `good-${number}`;
  const symbol = `GOOD${number}`;
  switch (topic) {
    case TRADES: return {
      record: { key: 'test:GOOD', value: JSON.stringify(trade('GOOD', { id })) },
      collection: 'trades', key: { series: 'test:GOOD', order: START, id },
    };
    case ASSETS: return {
      record: { key: `test:${symbol}`, value: JSON.stringify(asset(symbol)) },
      collection: 'assets', key: { series: 'test', order: 0, id: symbol },
    };
    case DOCUMENTS: return {
      record: { key: `public:${id}`, value: JSON.stringify(document(id)) },
      collection: 'documents', key: { series: 'public', order: START, id },
    };
    default: return {
      record: { key: 'test:GOOD:1m', value: JSON.stringify(candle('GOOD', { openTime: START + number * MINUTE })) },
      collection: 'candles', key: candleKey('GOOD', START + number * MINUTE),
    };
  }
};
