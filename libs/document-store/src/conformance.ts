/**
 * The specification of the document store: what every adapter does. An adapter's test calls it with a way to open a store on an empty
 * place.
 */
import { describe } from 'vitest';
import { arrival } from './conformance/arrival.ts';
import { deletions } from './conformance/deletions.ts';
import { durability } from './conformance/durability.ts';
import { extremeKeys } from './conformance/extreme-keys.ts';
import { graph } from './conformance/graph.ts';
import { orders } from './conformance/orders.ts';
import { refusals } from './conformance/refusals.ts';
import { scans } from './conformance/scans.ts';
import { seriesLists } from './conformance/series-lists.ts';
import { sizes } from './conformance/sizes.ts';
import type { NewPlace } from './conformance/subject.ts';
import { versions } from './conformance/versions.ts';

export type { NewPlace, Place } from './conformance/subject.ts';

export const documentStoreConformance = (newPlace: NewPlace): void => {
  describe('a document store', () => {
    const concepts = [versions, deletions, scans, orders, seriesLists, extremeKeys, sizes, graph, refusals, arrival, durability];
    for (const concept of concepts) concept(newPlace);
  });
};
