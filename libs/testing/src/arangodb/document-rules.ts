/** What a document may be: its key, its edge ends, its system attributes. */
import { Refusal } from './refusal.ts';
import type { JsonObject, ServerCollection } from './state.ts';

/** https://docs.arangodb.com/3.12/concepts/data-structure/documents/#document-keys */
const legalKey = /^[A-Za-z0-9_\-:.@()+,=;$!*'%]+$/;
const longestKey = 254;
const legalCollection = /^[A-Za-z_][A-Za-z0-9_-]{0,255}$/;

export const isLegalKey = (key: string): boolean => legalKey.test(key) && Buffer.byteLength(key) <= longestKey;

export const isLegalCollectionName = (name: string): boolean => legalCollection.test(name);

const systemAttributes: readonly string[] = ['_key', '_id', '_rev', '_from', '_to'];

const isLegalHandle = (handle: unknown): boolean => {
  if (typeof handle !== 'string') return false;
  const slash = handle.indexOf('/');
  return slash > 0 && isLegalCollectionName(handle.slice(0, slash)) && isLegalKey(handle.slice(slash + 1));
};

/** The key that a document gives, checked with everything else about it. */
export const checkedKey = (collection: ServerCollection, document: JsonObject): string => {
  const key = document['_key'];
  if (typeof key !== 'string' || !isLegalKey(key)) throw new Refusal(400, 1221, 'illegal document key');
  for (const name of Object.keys(document)) {
    if (name === '') throw new Refusal(400, 1233, 'an attribute without a name');
    if (!name.startsWith('_') || systemAttributes.includes(name)) continue;
    throw new Refusal(400, 10, `"${name}": names with an underscore are the system's`);
  }
  const ends = [document['_from'], document['_to']];
  if (collection.edges && !ends.every(isLegalHandle)) throw new Refusal(400, 1233, "edge attribute missing or invalid: '_from' and '_to'");
  if (!collection.edges && ends.some((end) => end !== undefined)) throw new Refusal(400, 10, 'only edges have ends');
  return key;
};
