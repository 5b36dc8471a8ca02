import type { IncomingMessage } from 'node:http';

/** The most of an error's body that is read. */
const bodyBytes = 65_536;

/** What a server answered instead of 2xx. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** S3's own code, such as `NoSuchKey`; undefined where the body is none of S3's, as after HEAD. */
  readonly code: string | undefined;
  /** Of the bucket, where the answer names it. */
  readonly region: string | undefined;
  /** The server's own clock. */
  readonly date: string | undefined;

  constructor({ status, code, region, date, says }: Pick<Refusal, 'status' | 'code' | 'region' | 'date'> & { readonly says: string }) {
    super(`${status} ${code ?? ''} ${says}`.replaceAll(/\s+/g, ' ').trim());
    this.status = status;
    this.code = code;
    this.region = region;
    this.date = date;
  }
}

/** The text of an element that S3 answers with; its documents are flat enough to need no parser. */
export const elementOf = (xml: string, name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

/** Printable ASCII of what a server said, shortened for a message. */
const excerpt = (text: string): string => text.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, 160);

const refusalIn = (status: number, headers: IncomingMessage['headers'], body: string): Refusal => {
  const code = /<Error[ >]/.test(body) ? elementOf(body, 'Code') : undefined;
  const bucketRegion = headers['x-amz-bucket-region'];
  return new Refusal({
    status, code,
    region: elementOf(body, 'Region') ?? (typeof bucketRegion === 'string' ? bucketRegion : undefined),
    date: headers.date,
    says: excerpt(code === undefined ? body : elementOf(body, 'Message') ?? ''),
  });
};

/** Reads an answer that is not 2xx to its end. */
export const refusalOf = async (response: IncomingMessage): Promise<Refusal> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (bytes < bodyBytes) chunks.push(chunk);
    bytes += chunk.length;
  }
  return refusalIn(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString());
};

/** A 200 may carry an error: S3 answers before it has put the parts of an upload together. */
export const refusalInside = (response: IncomingMessage, body: string): Refusal | undefined =>
  /<Error[ >]/.test(body) ? refusalIn(200, response.headers, body) : undefined;
