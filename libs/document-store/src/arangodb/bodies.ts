/** Completes rows whose bodies were too large to come along, in groups of bounded size. */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { ArangoClient } from './client.ts';
import { errorNumbers, itemFailure } from './failure.ts';
import type { BodyCells } from './stored-document.ts';

/** Bodies up to here come with their rows: a thousand of them make a page. */
export const inlineBytes = 1_024;
const groupBytes = 1_048_576;

export interface BodyRow extends BodyCells {
  readonly key: string;
}

/** A document of the store, or why there is none. */
type Found<Cells> = (Cells & { readonly _key: string; readonly error?: never }) |
  { readonly error: true; readonly errorNum: number; readonly errorMessage: string };

/** Documents by their keys; missing ones are left out. */
export const documentsByKey = async <Cells>(
  client: ArangoClient, collection: CollectionName, keys: readonly string[],
): Promise<ReadonlyMap<string, Cells>> => {
  // arangojs' type leaves out the errors that stand in the place of documents.
  const found = await client.ask('running', async (database) =>
    await database.collection(collection).documents([...keys]) as unknown as readonly Found<Cells>[]);
  const documents = new Map<string, Cells>();
  for (const document of found) {
    if (document.error !== true) documents.set(document['_key'], document);
    else if (document.errorNum !== errorNumbers.documentNotFound) throw itemFailure(document.errorNum, document.errorMessage, client.at);
  }
  return documents;
};

/** Rows in groups whose bodies together stay below about a megabyte, or single where one alone is larger. */
const groupsOf = function* <Row extends BodyRow>(rows: readonly Row[]): Generator<readonly Row[]> {
  let group: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (group.length > 0 && bytes + row.size > groupBytes) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(row);
    bytes += row.size;
  }
  if (group.length > 0) yield group;
};

/**
 * The rows with their bodies, in their order. A row whose document went meanwhile, or which `stays` says is now elsewhere, is left out; a
 * newer document takes its row's place.
 */
export const withBodies = async function* <Row extends BodyRow>(
  client: ArangoClient, collection: CollectionName, rows: readonly Row[], stays: (row: Row, now: Row) => boolean,
): AsyncGenerator<readonly Row[]> {
  for (const group of groupsOf(rows)) {
    const large = group.filter(({ size }) => size > inlineBytes);
    if (large.length === 0) {
      yield group;
      continue;
    }
    const documents = await documentsByKey<Row>(client, collection, large.map(({ key }) => key));
    const whole = group.flatMap((row) => {
      if (row.size <= inlineBytes) return [row];
      const now = documents.get(row.key);
      return now !== undefined && stays(row, now) ? [{ ...row, ...now }] : [];
    });
    if (whole.length > 0) yield whole;
  }
};
