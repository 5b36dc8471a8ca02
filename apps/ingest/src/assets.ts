import type { Received, ReceivedEvent, ReceivedTombstone, Refusal } from '@streamforge/codec/received';
import { Exchange, Symbol } from '@streamforge/contracts/events/fields';
import type { VersionedEntry } from '@streamforge/document-store/port';
import { judgeTime } from '@streamforge/market/time-rules';
import type { Rejection } from '@streamforge/service-host/service';
import { buildAllCandles } from './build-candles.ts';
import type { IngestContext, IngestHandler } from './context.ts';
import { deletionOf, factOf } from './fact.ts';
import { relate, unrelate } from './relations.ts';
import { tally } from './tally.ts';
import { noSuchKey, tombstoneKey } from './tombstone-key.ts';

interface Change {
  readonly record: Received<'market.assets.v1'>;
  readonly entry: VersionedEntry;
}

/** Keeps the newest declaration of each asset with its relations, and builds the candles that a new declaration asks for. */
export const storeAssets: IngestHandler<'market.assets.v1'> = async (batch, context) => {
  const accepted: Change[] = [];
  const rejected: Rejection[] = [];
  for (const record of batch) {
    const entry = judgeTime(revisionOf(record), record.timestamp) ?? (record.kind === 'tombstone' ? deletion(record) : declaration(record));
    if ('version' in entry) accepted.push({ record, entry });
    else rejected.push({ record, ...entry });
  }
  const verdicts = await context.documents.upsert('assets', accepted.map(({ entry }) => entry));
  for (const [at, { record, entry }] of accepted.entries()) {
    if (verdicts[at] !== 'stored' && verdicts[at] !== 'same') continue;
    if (record.kind === 'tombstone') await unrelate(record.key, entry, context);
    else await relateAndBuild(record, entry, context);
  }
  tally(context, 'market.assets.v1', verdicts);
  return rejected;
};

const relateAndBuild = async (record: ReceivedEvent<'market.assets.v1'>, entry: VersionedEntry, context: IngestContext): Promise<void> => {
  const { exchange, symbol, candlesFromTrades } = record.value;
  await relate(record.value, entry, context);
  for (const interval of candlesFromTrades) await buildAllCandles({ exchange, symbol, interval }, record, context);
};

/** A declaration's version is when it was last changed, as its producer says. */
const revisionOf = (record: Received<'market.assets.v1'>): number => record.kind === 'tombstone'
  ? record.eventTime
  : record.value.updatedAt ?? record.eventTime ?? 0;

const declaration = (record: ReceivedEvent<'market.assets.v1'>): VersionedEntry => {
  const { exchange, symbol, provisional } = record.value;
  return factOf({ series: exchange, order: 0, id: symbol }, record.value, { closed: !provisional, revision: revisionOf(record) }, record);
};

const deletion = (record: ReceivedTombstone<'market.assets.v1'>): VersionedEntry | Refusal => {
  const place = tombstoneKey(record.key, Exchange, Symbol);
  return place === undefined ? noSuchKey(record) : deletionOf({ ...place, order: 0 }, record.eventTime, record);
};
