/**
 * The specification of the vector store: what every adapter does. An adapter's test calls it with a way to open a store on an empty place.
 */
import { describe } from 'vitest';
import { deletions } from './conformance/deletions.ts';
import { denseSearch } from './conformance/dense-search.ts';
import { durability } from './conformance/durability.ts';
import { everything } from './conformance/everything.ts';
import { extremeIds } from './conformance/extreme-ids.ts';
import { fidelity } from './conformance/fidelity.ts';
import { filters } from './conformance/filters.ts';
import { refusals } from './conformance/refusals.ts';
import { shapes } from './conformance/shapes.ts';
import { sizes } from './conformance/sizes.ts';
import { sparseSearch } from './conformance/sparse-search.ts';
import type { NewPlace } from './conformance/subject.ts';
import { tenants } from './conformance/tenants.ts';
import { versions } from './conformance/versions.ts';

export type { NewPlace, Place } from './conformance/subject.ts';

export const vectorStoreConformance = (newPlace: NewPlace): void => {
  describe('a vector store', () => {
    const concepts = [
      versions, fidelity, denseSearch, sparseSearch, filters, tenants, deletions, everything, extremeIds, sizes, shapes, refusals, durability,
    ];
    for (const concept of concepts) concept(newPlace);
  });
};
