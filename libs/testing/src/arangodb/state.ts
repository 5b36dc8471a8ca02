/** What the server holds: databases, collections with their documents, indexes, named graphs, cursors. In memory, for real. */
import { Refusal } from './refusal.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export interface ServerDocument extends JsonObject {
  readonly _key: string;
  readonly _id: string;
  readonly _rev: string;
}

export interface ServerIndex {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly fields: readonly string[];
}

export interface ServerCollection {
  readonly name: string;
  readonly edges: boolean;
  readonly waitForSync: boolean;
  readonly documents: Map<string, ServerDocument>;
  readonly indexes: ServerIndex[];
}

export interface ServerGraph {
  readonly name: string;
  readonly edgeDefinitions: readonly { readonly collection: string; readonly from: readonly string[]; readonly to: readonly string[] }[];
}

export interface ServerCursor {
  readonly left: Json[];
  readonly batchSize: number;
}

export interface ServerDatabase {
  readonly name: string;
  readonly collections: Map<string, ServerCollection>;
  readonly graphs: Map<string, ServerGraph>;
  readonly cursors: Map<string, ServerCursor>;
}

export interface ServerState {
  readonly databases: Map<string, ServerDatabase>;
  /** A revision, or an id: never the same twice. */
  next(): string;
}

export const newDatabase = (name: string): ServerDatabase => ({ name, collections: new Map(), graphs: new Map(), cursors: new Map() });

export const newState = (): ServerState => {
  let count = 0;
  return {
    databases: new Map([['_system', newDatabase('_system')]]),
    next: () => {
      count += 1;
      return `_k${count.toString(36).padStart(6, '0')}---`;
    },
  };
};

export const newCollection = (name: string, edges: boolean, waitForSync: boolean): ServerCollection => ({
  name, edges, waitForSync,
  documents: new Map(),
  indexes: [
    { id: `${name}/0`, name: 'primary', type: 'primary', fields: ['_key'] },
    ...(edges ? [{ id: `${name}/1`, name: 'edge', type: 'edge', fields: ['_from', '_to'] }] : []),
  ],
});

export const collectionIn = (database: ServerDatabase, name: string): ServerCollection => {
  const collection = database.collections.get(name);
  if (collection === undefined) throw new Refusal(404, 1203, `collection or view not found: ${name}`);
  return collection;
};
