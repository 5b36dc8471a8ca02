import { afterEach, beforeEach } from 'vitest';
import type { DocumentStore } from '../port.ts';

/** An empty place that a store can be opened on, closed and opened again. */
export interface Place {
  open(): Promise<DocumentStore>;
  /** Removes what the store left. */
  dispose(): Promise<void>;
  /**
   * Where a writer can run in a process of its own: writes `batches` one after the other and is killed at its `killAt`-th durable commit.
   * Answers how many batches were acknowledged. Adapters whose writes do not survive the process leave it out.
   */
  writeAndKill?(batches: number, killAt: number): Promise<number>;
}

export type NewPlace = () => Promise<Place>;

/** A store on an empty place for each test; answers the one of the running test. */
export const freshStore = (newPlace: NewPlace): (() => DocumentStore) => {
  let place: Place | undefined;
  let store: DocumentStore | undefined;
  beforeEach(async () => {
    place = await newPlace();
    store = await place.open();
  });
  afterEach(async () => {
    await store?.close();
    await place?.dispose();
  });
  return () => {
    if (store === undefined) throw new Error('The store is open only while a test runs.');
    return store;
  };
};
