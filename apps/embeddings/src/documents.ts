import type { Received, Refusal } from '@streamforge/codec/received';
import type { Document } from '@streamforge/contracts/events/document';
import { Id, Tenant } from '@streamforge/contracts/events/fields';
import type { StoredEntry } from '@streamforge/document-store/port';
import type { IndexedDocument, RemovedDocument } from '@streamforge/search/chunks';
import type { Rejection } from '@streamforge/service-host/service';
import { indexesOf, type EmbeddingsHandler, type Indexes } from './context.ts';

interface DocumentPlace {
  readonly tenant: string;
  readonly id: string;
}

/** Keeps the chunks of the newest version of each document, and none of a deleted one. Documents are read from the store, as bars are. */
export const indexDocuments: EmbeddingsHandler<'documents.clean.v1'> = async (batch, context) => {
  const places = new Map<string, DocumentPlace>();
  const rejected: Rejection[] = [];
  for (const record of batch) {
    const place = placeOf(record);
    if ('code' in place) rejected.push({ record, ...place });
    else places.set(`${place.tenant}:${place.id}`, place);
  }
  const entries = await Promise.all([...places.values()].map(({ tenant, id }) => context.documents.get('documents', { series: tenant, order: 0, id })));
  const counts = await indexStored(entries.filter((entry) => entry !== undefined), await indexesOf(context));
  for (const { stored: newer, same, older } of counts) {
    const labels = { service: 'embeddings', topic: 'documents.clean.v1' };
    context.metrics.count('streamforge_records_stored_total', labels, newer);
    context.metrics.count('streamforge_records_deduplicated_total', labels, same);
    context.metrics.count('streamforge_records_outdated_total', labels, older);
  }
  return rejected;
};

/** Keeps the chunks of stored documents, and none of those whose entry is a deletion. */
export const indexStored = async (entries: readonly StoredEntry[], { chunks }: Indexes) => [
  await chunks.index(entries.flatMap((entry) => documentOf(entry) ?? [])),
  await chunks.remove(entries.flatMap((entry) => entry.body === null ? [removalOf(entry)] : [])),
];

const placeOf = (record: Received<'documents.clean.v1'>): DocumentPlace | Refusal => {
  if (record.kind === 'event') return record.value;
  const colon = record.key.indexOf(':');
  const place = { tenant: record.key.slice(0, Math.max(0, colon)), id: record.key.slice(colon + 1) };
  if (Tenant.safeParse(place.tenant).success && Id.safeParse(place.id).success) return place;
  return { code: 'KEY_MISMATCH', detail: `No document has the key ${JSON.stringify(record.key.slice(0, 100))}.` };
};

const removalOf = ({ series, id, version }: StoredEntry): RemovedDocument => ({ tenant: series, id, version });

const decoder = new TextDecoder();

const documentOf = (entry: StoredEntry): IndexedDocument | undefined => {
  if (entry.body === null) return undefined;
  const { title, text, source: publisher, url, publishedAt, symbols } = JSON.parse(decoder.decode(entry.body)) as Document;
  const { topic, partition, offset } = entry.source;
  return { ...removalOf(entry), title, text, publisher, url, publishedAt, symbols, source: { topic, partition, offset } };
};
