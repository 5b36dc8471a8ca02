import { RetryableError } from '@streamforge/contracts/errors';

/** Whose turn it is to write: one transaction at a time, in the order of asking. */
export interface Turn {
  /** Resolves to the way of giving the turn back. Rejects with `STORE_UNAVAILABLE` when it takes too long, or once closed. */
  take(): Promise<() => void>;
  /** Refuses who waits and who comes later; resolves when the one whose turn it is has ended. */
  close(): Promise<void>;
}

interface Waiting {
  readonly go: () => void;
  readonly refuse: (error: Error) => void;
}

export const turn = (file: string, waitMs: number, closed: () => Error): Turn => {
  const waiting = new Set<Waiting>();
  let taken = false;
  let over = false;
  let idle = Promise.withResolvers<void>();

  const next = (): void => {
    const [first] = waiting;
    taken = first !== undefined;
    if (first === undefined) {
      idle.resolve();
      return;
    }
    waiting.delete(first);
    first.go();
  };

  const mine = (): (() => void) => {
    let given = false;
    return () => {
      if (!given) next();
      given = true;
    };
  };

  const wait = async (): Promise<() => void> => {
    const { promise, resolve, reject } = Promise.withResolvers<() => void>();
    const me: Waiting = { go: () => resolve(mine()), refuse: reject };
    const timer = setTimeout(() => {
      waiting.delete(me);
      reject(new RetryableError('STORE_UNAVAILABLE', 'Another transaction has not ended.', { file }));
    }, waitMs);
    waiting.add(me);
    return await promise.finally(() => clearTimeout(timer));
  };

  return {
    take: async () => {
      if (over) throw closed();
      if (taken) return await wait();
      taken = true;
      idle = Promise.withResolvers();
      return mine();
    },
    close: async () => {
      over = true;
      for (const { refuse } of waiting) refuse(closed());
      waiting.clear();
      if (taken) await idle.promise;
    },
  };
};
