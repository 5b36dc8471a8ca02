/** Runs what is asked for one key one after the other; different keys run side by side. */
export type Turns = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

export const turns = (): Turns => {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
};
