import type { Received, ReceivedEvent } from '@streamforge/codec/received';
import type { VersionedEntry } from '@streamforge/document-store/port';
import { judgeTime } from '@streamforge/market/time-rules';
import type { Rejection } from '@streamforge/service-host/service';
import { buildCandles } from './build-candles.ts';
import type { IngestContext, IngestHandler } from './context.ts';
import { deletionOf, factOf } from './fact.ts';
import { relate, unrelate } from './relations.ts';
import { tally } from './tally.ts';

/** Keeps the newest declaration of each asset with its relations, and builds the candles that a new declaration asks for. */
export const storeAssets: IngestHandler<'market.assets.v1'> = async (batch, context) => {
  const accepted: Received<'market.assets.v1'>[] = [];
  const rejected: Rejection[] = [];
  for (const record of batch) {
    const refusal = judgeTime(revisionOf(record), record.timestamp);
    if (refusal === undefined) accepted.push(record);
    else rejected.push({ record, ...refusal });
  }
  const entries = accepted.map(entryOf);
  const verdicts = await context.documents.upsert('assets', entries);
  for (const [at, record] of accepted.entries()) {
    const entry = entries[at];
    if (entry === undefined || (verdicts[at] !== 'stored' && verdicts[at] !== 'same')) continue;
    if (record.kind === 'tombstone') await unrelate(record.key, entry, context);
    else await relateAndBuild(record, entry, context);
  }
  tally(context, 'market.assets.v1', verdicts);
  return rejected;
};

const relateAndBuild = async (record: ReceivedEvent<'market.assets.v1'>, entry: VersionedEntry, context: IngestContext): Promise<void> => {
  const { exchange, symbol, candlesFromTrades } = record.value;
  await relate(record.value, entry, context);
  for (const interval of candlesFromTrades) await buildCandles({ exchange, symbol, interval }, 'everything', record, context);
};

/** A declaration's version is when it was last changed, as its producer says. */
const revisionOf = (record: Received<'market.assets.v1'>): number => record.kind === 'tombstone'
  ? record.eventTime
  : record.value.updatedAt ?? record.eventTime ?? 0;

const entryOf = (record: Received<'market.assets.v1'>): VersionedEntry => {
  const revision = revisionOf(record);
  if (record.kind === 'event') {
    const { exchange, symbol, provisional } = record.value;
    return factOf({ series: exchange, order: 0, id: symbol }, record.value, { closed: !provisional, revision }, record);
  }
  const colon = record.key.indexOf(':');
  return deletionOf({ series: record.key.slice(0, colon), order: 0, id: record.key.slice(colon + 1) }, revision, record);
};
