/** Lets so many in at a time, in the order in which they came. */
export interface Slots {
  /** Resolves when there is room; rejects with the signal's reason. Whoever was let in leaves. */
  enter(signal?: AbortSignal): Promise<void>;
  leave(): void;
}

/** `count` slots, all of them free. */
export const slots = (count: number): Slots => {
  let free = count;
  const waiting: { readonly enter: () => void }[] = [];
  return {
    enter: async (signal) => {
      signal?.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return;
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const place = { enter: resolve };
      const giveUp = (): void => {
        const at = waiting.indexOf(place);
        // Let in a moment ago: the slot is its own, and to leave.
        if (at === -1) return;
        waiting.splice(at, 1);
        reject(signal?.reason as Error);
      };
      waiting.push(place);
      signal?.addEventListener('abort', giveUp, { once: true });
      await promise.finally(() => signal?.removeEventListener('abort', giveUp));
    },
    leave: () => {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next.enter();
    },
  };
};
