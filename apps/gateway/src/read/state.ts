import type { DocumentStore } from '@streamforge/document-store/port';
import { describeState, hashOf } from '@streamforge/document-store/state-hash';
import { z } from 'zod';
import { route, type AnyRoute } from '../api/route.ts';

const Answer = z.object({
  hash: z.string().describe('Equal exactly when two platforms hold the same facts.'),
  collections: z.array(z.object({ collection: z.string(), entries: z.int(), deleted: z.int(), sha256: z.string() })),
});

/** The hash of everything stored. It reads all of it, so those who ask at once share one reading. */
export const stateRoutes = (documents: DocumentStore): readonly AnyRoute[] => {
  let reading: Promise<z.input<typeof Answer>> | undefined;
  const read = async (): Promise<z.input<typeof Answer>> => {
    try {
      const collections = await describeState(documents);
      return { hash: hashOf(collections), collections: [...collections] };
    } finally {
      reading = undefined;
    }
  };
  return [
    route({
      method: 'GET',
      url: '/v1/state-hash',
      tag: 'lineage',
      says: 'The hash of all stored facts: natural keys, versions and values, without coordinates and storage times.',
      answer: Answer,
      handle: async () => await (reading ??= read()),
    }),
  ];
};
