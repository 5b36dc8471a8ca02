/** Inserting, replacing, reading and importing documents, one after the other as the API words it. */
import { checkedKey } from './document-rules.ts';
import { badParameter, Refusal } from './refusal.ts';
import type { Json, JsonObject, ServerCollection, ServerDocument, ServerState } from './state.ts';

export interface Outcome {
  readonly _id: string;
  readonly _key: string;
  readonly _rev: string;
  readonly _oldRev?: string;
}

export interface ItemError {
  readonly error: true;
  readonly errorNum: number;
  readonly errorMessage: string;
  readonly _id?: string;
  readonly _key?: string;
  readonly _rev?: string;
}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text attribute; '' when it is none. */
export const textIn = (object: JsonObject, name: string): string => {
  const value = object[name];
  return typeof value === 'string' ? value : '';
};

const put = (state: ServerState, collection: ServerCollection, key: string, document: JsonObject): Outcome => {
  const stored: ServerDocument = { ...document, _key: key, _id: `${collection.name}/${key}`, _rev: state.next() };
  collection.documents.set(key, stored);
  return { _id: stored['_id'], _key: key, _rev: stored['_rev'] };
};

const duplicate = (collection: ServerCollection, key: string): Refusal =>
  new Refusal(409, 1210, `unique constraint violated - in index primary of type primary over '_key' of ${collection.name}; conflicting key: ${key}`);

export type OverwriteMode = 'conflict' | 'ignore' | 'replace';

export const insert = (state: ServerState, collection: ServerCollection, document: unknown, mode: OverwriteMode): Outcome => {
  if (!isObject(document)) throw new Refusal(400, 1227, 'invalid document type');
  const key = checkedKey(collection, document);
  const stored = collection.documents.get(key);
  if (stored === undefined) return put(state, collection, key, document);
  if (mode === 'conflict') throw duplicate(collection, key);
  if (mode === 'ignore') return { _id: stored['_id'], _key: key, _rev: stored['_rev'] };
  return { ...put(state, collection, key, document), _oldRev: stored['_rev'] };
};

/** A conflict of revisions says which one the document has. */
class RevisionConflict extends Refusal {
  readonly current: ServerDocument;

  constructor(current: ServerDocument) {
    super(412, 1200, 'conflict, _rev values do not match');
    this.current = current;
  }
}

const stored = (collection: ServerCollection, key: string): ServerDocument => {
  const document = collection.documents.get(key);
  if (document === undefined) throw new Refusal(404, 1202, 'document not found');
  return document;
};

export const replace = (state: ServerState, collection: ServerCollection, document: unknown, ignoreRevs: boolean): Outcome => {
  if (!isObject(document)) throw new Refusal(400, 1227, 'invalid document type');
  const current = stored(collection, checkedKey(collection, document));
  if (!ignoreRevs && document['_rev'] !== undefined && document['_rev'] !== current['_rev']) throw new RevisionConflict(current);
  return { ...put(state, collection, current['_key'], document), _oldRev: current['_rev'] };
};

/** A search document holds a key and at most a revision. */
export const read = (collection: ServerCollection, search: unknown, ignoreRevs: boolean): ServerDocument => {
  const wanted = typeof search === 'string' ? { _key: search } : search;
  if (!isObject(wanted) || typeof wanted['_key'] !== 'string') throw new Refusal(400, 1205, 'illegal document identifier');
  for (const name of Object.keys(wanted)) if (name !== '_key' && name !== '_rev') throw badParameter(`"${name}" in a search document`);
  const document = stored(collection, wanted['_key']);
  if (!ignoreRevs && wanted['_rev'] !== undefined && wanted['_rev'] !== document['_rev']) throw new RevisionConflict(document);
  return document;
};

const itemError = (error: unknown): ItemError => {
  if (!(error instanceof Refusal)) throw error;
  const told = { error: true, errorNum: error.errorNum, errorMessage: error.message } as const;
  if (!(error instanceof RevisionConflict)) return told;
  const { _id, _key, _rev } = error.current;
  return { ...told, _id, _key, _rev };
};

/** Each item by itself: what one refuses does not stop the others. */
export const each = <Result>(items: readonly unknown[], work: (item: unknown) => Result): readonly (Result | ItemError)[] =>
  items.map((item) => {
    try {
      return work(item);
    } catch (error) {
      return itemError(error);
    }
  });

/** `1200:17,1205:10`: which errors happened among the items, and how often. */
export const errorCodes = (items: readonly unknown[]): string | undefined => {
  const counts = new Map<number, number>();
  for (const item of items) {
    if (isObject(item) && item['error'] === true) counts.set(Number(item['errorNum']), (counts.get(Number(item['errorNum'])) ?? 0) + 1);
  }
  return counts.size === 0 ? undefined : [...counts].map(([number, count]) => `${number}:${count}`).join(',');
};

export interface Imported {
  readonly created: number;
  readonly errors: number;
  readonly empty: number;
  readonly updated: number;
  readonly ignored: number;
  readonly details?: readonly string[];
}

/** Imports lines of JSON. With `complete` the first error undoes everything and fails the request. */
export const importLines = (
  state: ServerState, collection: ServerCollection, text: string,
  { onDuplicate, complete, details }: { readonly onDuplicate: string; readonly complete: boolean; readonly details: boolean },
): Imported => {
  const before = new Map(collection.documents);
  const counts = { created: 0, errors: 0, empty: 0, updated: 0, ignored: 0 };
  const problems: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') {
      if (index < text.split(/\r?\n/).length - 1) counts.empty += 1;
      continue;
    }
    try {
      const document = JSON.parse(line) as Json;
      const known = isObject(document) && collection.documents.has(textIn(document, '_key'));
      insert(state, collection, document, onDuplicate === 'error' ? 'conflict' : onDuplicate === 'ignore' ? 'ignore' : 'replace');
      if (!known) counts.created += 1;
      else if (onDuplicate === 'ignore') counts.ignored += 1;
      else counts.updated += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (complete) {
        collection.documents.clear();
        for (const [key, document] of before) collection.documents.set(key, document);
        throw new Refusal(409, error.errorNum, `at position ${index}: ${error.message}`);
      }
      counts.errors += 1;
      problems.push(`at position ${index}: ${error.message}`);
    }
  }
  return { ...counts, ...(details && { details: problems }) };
};
