import { Readable } from 'node:stream';

/** A stream of events for a reply; when the reply is given up, so is what writes it. */
export const completedStream = (events: AsyncGenerator<string>, gone: AbortController): Readable => {
  const stream = Readable.from(events, { objectMode: false, highWaterMark: 16_384 });
  stream.once('close', () => {
    if (!stream.readableEnded) gone.abort();
  });
  return stream;
};
