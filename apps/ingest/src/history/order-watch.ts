/**
 * Sees whether live records got ahead of the history that is being read again. Where the newest wins, order does not matter. It does where
 * the first stands (trades) and where a declaration removes what an earlier one said (assets): there the store must never have met a
 * later record of a partition before an earlier one.
 */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { DocumentStore, Verdict, VersionedEntry } from '@streamforge/document-store/port';

const orderMatters = (collection: CollectionName, verdict: Verdict | undefined): boolean =>
  verdict === 'conflict' || (collection === 'assets' && verdict === 'older');

export class OrderWatch {
  /** The store, as the replay is to see it. */
  readonly documents: DocumentStore;
  /** True once a record of the replay met one that lies behind it. */
  overtaken = false;

  constructor(documents: DocumentStore) {
    const upsert: DocumentStore['upsert'] = async (collection, entries) => {
      const verdicts = await documents.upsert(collection, entries);
      for (const [at, entry] of entries.entries()) {
        if (!this.overtaken && orderMatters(collection, verdicts[at])) this.overtaken = await isOvertaken(documents, collection, entry);
      }
      return verdicts;
    };
    this.documents = new Proxy(documents, {
      get: (target, name) => {
        if (name === 'upsert') return upsert;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) as unknown : value;
      },
    });
  }
}

const isOvertaken = async (documents: DocumentStore, collection: CollectionName, entry: VersionedEntry): Promise<boolean> => {
  const stored = await documents.get(collection, entry);
  if (stored === undefined) return false;
  const { topic, partition, offset } = stored.source;
  return topic === entry.source.topic && partition === entry.source.partition && offset > entry.source.offset;
};
