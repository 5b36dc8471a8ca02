import type { Received, ReceivedEvent, ReceivedTombstone, Refusal } from '@streamforge/codec/received';
import { Id, Tenant } from '@streamforge/contracts/events/fields';
import type { VersionedEntry } from '@streamforge/document-store/port';
import { judgeTime } from '@streamforge/market/time-rules';
import type { Publication, Rejection } from '@streamforge/service-host/service';
import type { IngestHandler } from './context.ts';
import { deletionOf, factOf } from './fact.ts';
import { tally } from './tally.ts';
import { noSuchKey, tombstoneKey } from './tombstone-key.ts';

interface Change {
  readonly entry: VersionedEntry;
  readonly publication: Publication<'documents.clean.v1'>;
}

/** Keeps the newest version of each document, deletions included, and passes on what is now stored. */
export const storeDocuments: IngestHandler<'documents.v1'> = async (batch, context) => {
  const changes: Change[] = [];
  const rejected: Rejection[] = [];
  for (const record of batch) {
    const change = judgeTime(revisionOf(record), record.timestamp) ?? (record.kind === 'tombstone' ? deletion(record) : revision(record));
    if ('entry' in change) changes.push(change);
    else rejected.push({ record, ...change });
  }
  const verdicts = await context.documents.upsert('documents', changes.map(({ entry }) => entry));
  const current = changes.filter((_, at) => verdicts[at] === 'stored' || verdicts[at] === 'same');
  await context.publish('documents.clean.v1', current.map(({ publication }) => publication));
  tally(context, 'documents.v1', verdicts);
  return rejected;
};

/** A document's version is when it was last changed, as its producer says. */
const revisionOf = (record: Received<'documents.v1'>): number => record.kind === 'tombstone'
  ? record.eventTime
  : record.value.updatedAt ?? record.eventTime ?? record.value.publishedAt;

const revision = (record: ReceivedEvent<'documents.v1'>): Change => {
  const { value } = record;
  const time = revisionOf(record);
  const fact = factOf({ series: value.tenant, order: value.publishedAt, id: value.id }, value, { closed: true, revision: time }, record);
  return { entry: fact, publication: { value, body: fact.body, id: fact.id256, time } };
};

const deletion = (record: ReceivedTombstone<'documents.v1'>): Change | Refusal => {
  const place = tombstoneKey(record.key, Tenant, Id);
  if (place === undefined) return noSuchKey(record);
  const time = record.eventTime;
  const entry = deletionOf({ ...place, order: 0 }, time, record);
  return { entry, publication: { value: null, key: record.key, id: `${record.key}@${time}#deleted`, time } };
};
