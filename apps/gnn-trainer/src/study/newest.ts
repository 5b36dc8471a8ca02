/** Takes values as they come and hands them on one at a time; while one is being worked on, only the newest of those that follow is kept. */
export interface Newest<Value> {
  take(value: Value): void;
  /** Resolves when nothing is left to do; rejects with the first failure. */
  settled(): Promise<void>;
  /** Drops what waits, and resolves when nothing is being worked on any more. */
  ended(): Promise<void>;
}

/** Values for `work`; its first failure ends it, is told to `onFailure` at once, and is thrown by `settled`. */
export const newest = <Value>(work: (value: Value) => Promise<void>, onFailure: (error: unknown) => void): Newest<Value> => {
  let waiting: { readonly value: Value } | undefined;
  let running: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let over = false;
  const run = async (): Promise<void> => {
    try {
      while (waiting !== undefined) {
        const { value } = waiting;
        waiting = undefined;
        await work(value);
      }
    } catch (error) {
      failure = { error };
      onFailure(error);
    } finally {
      // In the same breath in which it found nothing more: what comes next begins anew.
      running = undefined;
    }
  };
  return {
    take: (value) => {
      if (failure !== undefined || over) return;
      waiting = { value };
      running ??= run();
    },
    settled: async () => {
      await running;
      if (failure !== undefined) throw failure.error;
    },
    ended: async () => {
      over = true;
      waiting = undefined;
      await running;
    },
  };
};
