/**
 * Lets calls of one process that write the same keys take turns, so that only other processes can come between a comparison and the
 * replacement that rests on it. Calls take their turns in the order they came; a call waits only for earlier ones, so none waits for ever.
 */
export type KeyTurns = <Result>(keys: readonly string[], run: () => Promise<Result>) => Promise<Result>;

const free = Promise.resolve();

export const keyTurns = (): KeyTurns => {
  const last = new Map<string, Promise<void>>();
  return async (keys, run) => {
    const earlier = new Set(keys.map((key) => last.get(key) ?? free));
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const key of keys) last.set(key, promise);
    await Promise.all(earlier);
    try {
      return await run();
    } finally {
      resolve();
      for (const key of keys) if (last.get(key) === promise) last.delete(key);
    }
  };
};
