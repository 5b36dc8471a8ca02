import { vectorCollectionNames } from '@streamforge/contracts/vector-collections';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { VectorStore } from '../port.ts';
import { MEANING } from './samples.ts';

/** An empty place that a store can be opened on, closed and opened again. */
export interface Place {
  open(): Promise<VectorStore>;
  /** Removes what the store left. */
  dispose(): Promise<void>;
  /**
   * Where a writer can run in a process of its own: writes `batches` one after the other and is killed at its `killAt`-th durable commit,
   * the one of `prepare` included. Answers how many batches were acknowledged. Adapters whose writes do not depend on our process leave it out.
   */
  writeAndKill?(batches: number, killAt: number): Promise<number>;
}

export type NewPlace = () => Promise<Place>;

/** A store for each group of tests, both collections ready and empty for each test; answers the one of the running test. */
export const freshStore = (newPlace: NewPlace): (() => VectorStore) => {
  let place: Place | undefined;
  let store: VectorStore | undefined;
  const opened = (): VectorStore => {
    if (store === undefined) throw new Error('The store is open only while a test runs.');
    return store;
  };
  beforeAll(async () => {
    place = await newPlace();
    store = await place.open();
  });
  beforeEach(async () => {
    for (const collection of vectorCollectionNames) await opened().clear(collection);
    await opened().prepare('moments');
    await opened().prepare('chunks', { meaning: MEANING });
  });
  afterAll(async () => {
    await store?.close();
    await place?.dispose();
  });
  return opened;
};
