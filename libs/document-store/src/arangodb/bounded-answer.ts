/**
 * Bounds the body of an answer. arangojs' time-out ends with the head of the answer: a server that then falls silent would hold a place of
 * the pool for minutes.
 */
import type { Clock } from '@streamforge/determinism/clock';

/** An answer larger than this is none of ours: pages and lists are far below it. */
const mostBytes = 268_435_456;

const bytesOf = async (answer: Response, clock: Clock, timeoutMs: number): Promise<Buffer> => {
  if (answer.body === null) return Buffer.alloc(0);
  const reader = answer.body.getReader();
  const ended = new AbortController();
  let refusal: string | undefined;
  const refuse = (because: string): void => {
    refusal = because;
    void reader.cancel().catch(() => undefined);
  };
  void clock.sleep(timeoutMs, ended.signal).then(() => refuse(`the answer did not end within ${timeoutMs} ms`), () => undefined);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (refusal !== undefined) throw new Error(refusal);
      if (done) return Buffer.concat(chunks);
      chunks.push(value);
      size += value.length;
      if (size > mostBytes) refuse(`the answer is larger than ${mostBytes} bytes`);
    }
  } finally {
    ended.abort();
  }
};

/** Reads the whole body within the time, so that whoever asks the answer for it gets what is there. Rejects when it does not end. */
export const boundAnswer = async (answer: Response, clock: Clock, timeoutMs: number): Promise<void> => {
  const text = (await bytesOf(answer, clock, timeoutMs)).toString();
  const json = async (): Promise<unknown> => JSON.parse(text);
  Object.defineProperties(answer, {
    json: { value: json },
    text: { value: async () => text },
    clone: { value: () => ({ json }) },
  });
};
