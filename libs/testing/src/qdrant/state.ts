/** What the server holds: collections with their vectors' shapes, payload indexes and points. In memory, for real. */
import { Refusal } from './refusal.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export interface ServerSparse {
  readonly indices: readonly number[];
  readonly values: Float32Array;
}

export interface ServerPoint {
  readonly id: string;
  readonly dense: ReadonlyMap<string, Float32Array>;
  readonly sparse: ReadonlyMap<string, ServerSparse>;
  readonly payload: JsonObject;
}

export interface ServerCollection {
  readonly dense: Map<string, { readonly size: number; readonly distance: string }>;
  readonly sparse: Map<string, JsonObject>;
  /** How it was made, as its information gives it back. */
  readonly params: JsonObject;
  readonly indexes: Map<string, JsonObject>;
  readonly points: Map<string, ServerPoint>;
}

export interface ServerState {
  readonly collections: Map<string, ServerCollection>;
  /** Number of the next operation. */
  operation: number;
}

export const newState = (): ServerState => ({ collections: new Map(), operation: 0 });

export const collectionIn = ({ collections }: ServerState, name: string): ServerCollection => {
  const collection = collections.get(name);
  if (collection === undefined) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
  return collection;
};
