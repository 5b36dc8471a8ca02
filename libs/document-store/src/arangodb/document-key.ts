/**
 * The `_key` of an entry: letters, digits and few signs, at most 254 bytes,
 * https://docs.arangodb.com/3.12/concepts/data-structure/documents/#document-keys. Short keys stay readable: bytes that are not plain are
 * written as `%` and two hex digits, and `!`, which no plain text has, stands between the series and the identity within it. A longer key
 * is `*` and the sha256 of the same.
 */
import { createHash } from 'node:crypto';
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import type { EntryKey, VertexRef } from '../port.ts';

const longest = 254;
const notPlain = /[^A-Za-z0-9_.:@-]/gu;

const escaped = (text: string): string =>
  text.replaceAll(notPlain, (character) => Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));

/** No two pairs have one key, as far as no two texts have one sha256. */
export const keyOf = (series: string, identity: string): string => {
  const key = `${escaped(series)}!${escaped(identity)}`;
  return key.length <= longest ? key : `*${createHash('sha256').update(key).digest('hex')}`;
};

/** The key of an entry in a collection, by its order or by its id as the collection tells entries apart. */
export const entryKeyOf = (collection: CollectionName, { series, order, id }: EntryKey): string =>
  keyOf(series, collections[collection].identity === 'order' ? String(order) : id);

/** The document id of a vertex, which edges name as their ends whether the vertex exists or not. */
export const vertexId = ({ series, id }: VertexRef): string => `assets/${keyOf(series, id)}`;
