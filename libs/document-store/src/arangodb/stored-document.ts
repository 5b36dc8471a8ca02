/** What a document holds. Names and places are digits, versions hex, bodies text, so that nothing is compared as language. */
import { isUtf8 } from 'node:buffer';
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import type { StoredEntry, VersionedEdge, VersionedEntry } from '../port.ts';
import { idOfDigits, orderOfDigits, placeDigits, textDigits, textOfDigits, textsDigits } from './digits.ts';
import { entryKeyOf, vertexId } from './document-key.ts';

/** Bytes that are not UTF-8 cross as base64; canonical JSON always is. */
export type Encoding = 'utf8' | 'base64';

/** A body on its way: as text, absent for a deletion marker. */
export interface BodyCells {
  readonly live: boolean;
  /** Bytes of the body; 0 for a marker. */
  readonly size: number;
  readonly encoding: Encoding;
  readonly body: string | null;
}

export interface EntryCells extends BodyCells {
  readonly series: string;
  /** Order, then id. */
  readonly at: string;
  readonly version: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface EntryDocument extends EntryCells {
  readonly _key: string;
}

export interface EdgeDocument extends EntryDocument {
  readonly _from: string;
  readonly _to: string;
  /** From, type, to and the edge's own key, in the order in which a traversal tells edges. */
  readonly way: string;
}

const bodyCells = (body: Uint8Array | null): BodyCells => {
  if (body === null) return { live: false, size: 0, encoding: 'utf8', body: null };
  const encoding = isUtf8(body) ? 'utf8' : 'base64';
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return { live: true, size: body.length, encoding, body: bytes.toString(encoding) };
};

/** The bytes of a body, exactly as they were given. */
export const bytesOfBody = ({ live, encoding, body }: BodyCells): Uint8Array | null =>
  (live ? Uint8Array.from(Buffer.from(body ?? '', encoding)) : null);

/** Collections that tell entries apart by order keep no id. */
const idIn = (collection: CollectionName, id: string): string => (collections[collection].identity === 'id' ? id : '');

/** The document that stores an entry. */
export const entryDocument = (collection: CollectionName, entry: VersionedEntry): EntryDocument => ({
  _key: entryKeyOf(collection, entry),
  series: textDigits(entry.series),
  at: placeDigits(entry.order, idIn(collection, entry.id)),
  version: Buffer.from(entry.version).toString('hex'),
  topic: entry.source.topic,
  partition: entry.source.partition,
  offset: entry.source.offset,
  ...bodyCells(entry.body),
});

/** The document that stores an edge, with the ids of its ends. */
export const edgeDocument = (collection: CollectionName, edge: VersionedEdge): EdgeDocument => ({
  ...entryDocument(collection, edge),
  _from: vertexId(edge.from),
  _to: vertexId(edge.to),
  way: textsDigits([edge.from.series, edge.from.id, edge.type, edge.to.series, edge.to.id, edge.series, edge.id]),
});

/** The entry that a document holds. */
export const storedEntry = (cells: EntryCells): StoredEntry => ({
  series: textOfDigits(cells.series),
  order: orderOfDigits(cells.at),
  id: idOfDigits(cells.at),
  version: Uint8Array.from(Buffer.from(cells.version, 'hex')),
  body: bytesOfBody(cells),
  source: { topic: cells.topic, partition: cells.partition, offset: cells.offset },
});
