import { StreamForgeError } from '@streamforge/contracts/errors';
import { limits } from '@streamforge/contracts/limits';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { Inflight } from './inflight.ts';

/** Media types that produce routes take: JSON values, one or many. */
const MEDIA = ['application/json', 'application/x-ndjson', 'application/jsonl', 'application/vnd.kafka.v3+json'];

/** Makes the routes of an instance read their bodies as streams, whatever JSON they hold. */
export const streamBodies = (http: FastifyInstance, media: readonly string[] = MEDIA): void => {
  http.removeAllContentTypeParsers();
  http.addContentTypeParser([...media], (_request, payload, done) => done(null, payload));
};

/** The body of a request as it comes in. Throws `REQUEST_INVALID` where there is none. */
export const bodyOf = (request: FastifyRequest): Readable => {
  if (request.body === undefined || request.body === null) throw new StreamForgeError('REQUEST_INVALID', 'There is no body.');
  return request.body as Readable;
};

/** Throws REQUEST_TOO_LARGE when the request says that it is; its rest is then not waited for. */
export const refuseTooLarge = ({ headers }: FastifyRequest, reply: FastifyReply): void => {
  if (Number(headers['content-length'] ?? 0) <= limits.requestBytes) return;
  reply.header('connection', 'close');
  throw new StreamForgeError('REQUEST_TOO_LARGE', `Content-Length is ${headers['content-length']}.`);
};

/** Counts decoded bytes of one request against the request limit and against what all requests may hold. */
export class BodyMeter {
  readonly #inflight: Inflight;
  #total = 0;
  #held = 0;

  constructor(inflight: Inflight) {
    this.#inflight = inflight;
  }

  /** Throws REQUEST_TOO_LARGE or BACKPRESSURE. */
  take(bytes: number): void {
    this.#total += bytes;
    if (this.#total > limits.requestBytes) throw new StreamForgeError('REQUEST_TOO_LARGE', `It is refused after ${this.#total} bytes.`);
    this.#inflight.take(bytes);
    this.#held += bytes;
  }

  /** Gives back all but what is still needed. */
  release(keep = 0): void {
    const done = Math.max(0, this.#held - keep);
    this.#inflight.give(done);
    this.#held -= done;
  }
}

/** Reads a whole body. */
export const readWhole = async (body: AsyncIterable<Uint8Array>, meter: BodyMeter): Promise<readonly Uint8Array[]> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    meter.take(chunk.length);
    chunks.push(chunk);
  }
  return chunks;
};
