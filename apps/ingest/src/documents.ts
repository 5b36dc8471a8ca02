import type { Received } from '@streamforge/codec/received';
import type { VersionedEntry } from '@streamforge/document-store/port';
import { judgeTime } from '@streamforge/market/time-rules';
import type { Publication, Rejection } from '@streamforge/service-host/service';
import type { IngestHandler } from './context.ts';
import { deletionOf, factOf } from './fact.ts';
import { tally } from './tally.ts';

interface Change {
  readonly entry: VersionedEntry;
  readonly publication: Publication<'documents.clean.v1'>;
}

/** Keeps the newest version of each document, deletions included, and passes on what is now stored. */
export const storeDocuments: IngestHandler<'documents.v1'> = async (batch, context) => {
  const changes: Change[] = [];
  const rejected: Rejection[] = [];
  for (const record of batch) {
    const refusal = judgeTime(revisionOf(record), record.timestamp);
    if (refusal === undefined) changes.push(changeOf(record));
    else rejected.push({ record, ...refusal });
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

const changeOf = (record: Received<'documents.v1'>): Change => {
  const time = revisionOf(record);
  if (record.kind === 'tombstone') {
    const entry = deletionOf({ ...placeOf(record.key), order: 0 }, time, record);
    return { entry, publication: { value: null, key: record.key, id: `${record.key}@${time}#deleted`, time } };
  }
  const { value } = record;
  const fact = factOf({ series: value.tenant, order: value.publishedAt, id: value.id }, value, { closed: true, revision: time }, record);
  return { entry: fact, publication: { value, body: fact.body, id: fact.id256, time } };
};

/** The topic's key is tenant:id; a tenant has no colon. */
const placeOf = (key: string): { readonly series: string; readonly id: string } => {
  const colon = key.indexOf(':');
  return { series: key.slice(0, colon), id: key.slice(colon + 1) };
};
