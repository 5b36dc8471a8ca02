/** Puts bytes under a name that is free. Both ways carry `If-None-Match: *`, so that the server itself lets one of two writers win. */
import type { Connection } from './connection.ts';
import { elementOf } from './refusal.ts';
import type { Spooled } from './spool.ts';

/** S3's bounds: a part but the last has at least 5 MiB, and there are at most 10,000. */
const mebibyte = 1_048_576;
const smallestPart = 8 * mebibyte;
const mostParts = 10_000;

/** Larger bodies go in parts. */
export const singleBytes = smallestPart;

/** The size of each part but the last. */
export const partBytesOf = (bytes: number): number => Math.max(smallestPart, Math.ceil(bytes / mostParts / mebibyte) * mebibyte);

const onlyIfFree = { 'if-none-match': '*' } as const;

/** The header that keeps an object's sha256 with it. */
export const sha256Header = 'x-amz-meta-sha256';

const described = (sha256: string): Readonly<Record<string, string>> =>
  ({ [sha256Header]: sha256, 'content-type': 'application/octet-stream' });

/** In one request. Servers that know checksums keep the sha256 as one, too. */
const putWhole = async ({ ask }: Connection, name: string, body: Spooled): Promise<void> => {
  const checksum = { 'x-amz-checksum-sha256': Buffer.from(body.sha256, 'hex').toString('base64') };
  await ask({ method: 'PUT', name, headers: { ...described(body.sha256), ...checksum, ...onlyIfFree }, body: await body.slice(0, body.bytes) });
};

const completion = (etags: readonly string[]): Buffer => {
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Part>`);
  return Buffer.from(`<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`);
};

/** In parts, one after the other, so that one is in memory. What fails is taken back: nothing of it stays on the server. */
export const putInParts = async ({ ask }: Connection, name: string, body: Spooled): Promise<void> => {
  const started = await ask({ method: 'POST', name, query: 'uploads=', headers: described(body.sha256) });
  const uploadId = elementOf(started.text, 'UploadId');
  if (uploadId === undefined) throw new Error('an upload began without an id');
  const query = `uploadId=${encodeURIComponent(uploadId)}`;
  try {
    const partBytes = partBytesOf(body.bytes);
    const etags: string[] = [];
    for (let start = 0; start < body.bytes; start += partBytes) {
      const part = await body.slice(start, Math.min(start + partBytes, body.bytes));
      const { headers } = await ask({ method: 'PUT', name, query: `partNumber=${etags.length + 1}&${query}`, body: part });
      etags.push(headers.etag ?? '');
    }
    await ask({ method: 'POST', name, query, headers: { ...onlyIfFree, 'content-type': 'application/xml' }, body: completion(etags) });
  } catch (error) {
    await ask({ method: 'DELETE', name, query }).catch(() => undefined);
    throw error;
  }
};

/** Rejects with a `Refusal` of 412 when the name is taken. */
export const putFree = (connection: Connection, name: string, body: Spooled): Promise<void> =>
  (body.bytes > singleBytes ? putInParts : putWhole)(connection, name, body);
