import { StreamForgeError } from '@streamforge/contracts/errors';

/** Places for work that runs side by side; who finds none waits in line. */
export interface Places {
  /** Resolves with the place’s release. Rejects with `LLM_BUSY` when `line` waiting ones are too many, or with the signal’s reason. */
  take(options: { readonly signal: AbortSignal; readonly line?: number }): Promise<() => void>;
}

/** `count` places, all of them free. */
export const places = (count: number): Places => {
  const line: (() => void)[] = [];
  let free = count;
  const release = (): (() => void) => {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = line.shift();
      if (next === undefined) free += 1;
      else next();
    };
  };
  return {
    take: async ({ signal, line: most = Number.POSITIVE_INFINITY }) => {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return release();
      }
      if (line.length >= most) throw new StreamForgeError('LLM_BUSY', `${count} are being written and ${line.length} wait.`);
      const turn = Promise.withResolvers<void>();
      const enter = (): void => turn.resolve();
      const leave = (): void => {
        const at = line.indexOf(enter);
        if (at === -1) return;
        line.splice(at, 1);
        turn.reject(signal.reason);
      };
      line.push(enter);
      signal.addEventListener('abort', leave, { once: true });
      try {
        await turn.promise;
        return release();
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
  };
};
