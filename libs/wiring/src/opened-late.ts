import type { VectorStore } from '@streamforge/vector-store/port';

/**
 * A vector store that is opened when it is first asked, and again after a failure. Closing one that nobody asked opens nothing; whoever
 * opened it closes it.
 */
export const openedLate = (open: () => Promise<VectorStore>): VectorStore => {
  let opening: Promise<VectorStore> | undefined;
  const store = async (): Promise<VectorStore> => {
    opening ??= open();
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  return {
    prepare: async (...args) => (await store()).prepare(...args),
    upsert: async (...args) => (await store()).upsert(...args),
    get: async (...args) => (await store()).get(...args),
    search: async (...args) => (await store()).search(...args),
    deleteWhere: async (...args) => (await store()).deleteWhere(...args),
    count: async (...args) => (await store()).count(...args),
    everything: async function* (...args) {
      yield* (await store()).everything(...args);
    },
    clear: async (...args) => (await store()).clear(...args),
    ping: async () => (await store()).ping(),
    close: async () => undefined,
  };
};
