/** Takes values as they come and hands them on one at a time; while one is being worked on, only the newest of those that follow is kept. */
export interface Newest<Value> {
  take(value: Value): void;
  /** Resolves when nothing is left to do; rejects with the first failure. */
  settled(): Promise<void>;
  /** Drops what waits, and resolves when nothing is being worked on any more. */
  ended(): Promise<void>;
}

export const newest = <Value>(work: (value: Value) => Promise<void>, onFailure: (error: unknown) => void): Newest<Value> => {
  let waiting: { readonly value: Value } | undefined;
  let running: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let over = false;
  const run = async (): Promise<void> => {
    while (waiting !== undefined) {
      const { value } = waiting;
      waiting = undefined;
      await work(value);
    }
  };
  return {
    take: (value) => {
      if (failure !== undefined || over) return;
      waiting = { value };
      running ??= run().catch((error: unknown) => {
        failure = { error };
        onFailure(error);
      }).finally(() => {
        running = undefined;
      });
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
