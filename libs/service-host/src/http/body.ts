/** Request bodies: gzip undone within the size limit, JSON read as strictly as a record's. */
import { createGunzip } from 'node:zlib';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { readJson } from '@streamforge/codec/json';
import type { FastifyInstance, RequestPayload } from 'fastify';

/**
 * Adds decoding. The size limit counts decoded bytes, so that a bomb ends as REQUEST_TOO_LARGE without being held; encodings other than
 * gzip are refused (zstd too: its window is the sender's choice of our memory).
 */
export const addBodies = (http: FastifyInstance): void => {
  http.addHook('preParsing', async (request, _reply, payload) => {
    const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    if (encoding === 'identity' || encoding === '') return payload;
    if (encoding !== 'gzip' && encoding !== 'x-gzip') {
      throw new StreamForgeError('ENCODING_UNSUPPORTED', `Content-Encoding ${encoding.slice(0, 40)}.`);
    }
    return await Promise.resolve(gunzipped(payload));
  });
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    const read = readJson(body as Buffer);
    if (read.ok) done(null, read.value);
    else done(new StreamForgeError(read.code, read.detail));
  });
};

/** Fastify compares Content-Length with the bytes as they came. */
const gunzipped = (payload: RequestPayload): RequestPayload => {
  const decoded = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
  payload.on('data', (chunk: Buffer) => {
    decoded.receivedEncodedLength += chunk.length;
  });
  payload.on('error', (error: Error) => decoded.destroy(error));
  payload.pipe(decoded);
  return decoded;
};
