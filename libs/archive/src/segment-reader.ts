import { createHash } from 'node:crypto';
import { Readable, pipeline } from 'node:stream';
import { crc32, createZstdDecompress } from 'node:zlib';
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { LogRecord } from '@streamforge/event-log/port';
import type { ObjectStore } from '@streamforge/object-store/port';
import { decodeRecords } from './record-bytes.ts';
import { segmentKey, type Segment } from './segment-key.ts';
import { blockHeadBytes, blockKinds, mark, type Summary } from './segment-writer.ts';

/** No block is nearly so long; a longer one is damage. */
const longestBlock = 67_108_864;

/** Takes exact numbers of bytes out of chunks of any size. */
class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** So many bytes; fewer only where there are no more. */
  async take(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [this.#held];
    for (let held = this.#held.length; held < count;) {
      const { done, value } = await this.#chunks.next();
      if (done === true) break;
      parts.push(value);
      held += value.length;
    }
    const all = parts.length === 1 ? this.#held : Buffer.concat(parts);
    this.#held = all.subarray(count);
    return all.subarray(0, count);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

interface Block {
  readonly kind: number;
  readonly content: Uint8Array;
}

const damage = (detail: string): Error => new RangeError(detail);

const nextBlock = async (source: ByteSource): Promise<Block> => {
  const head = await source.take(blockHeadBytes);
  if (head.length < blockHeadBytes) throw damage('It ends too early.');
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const length = view.getUint32(1, true);
  if (length > longestBlock) throw damage(`It has a block of ${length} bytes.`);
  const content = await source.take(length);
  if (content.length < length) throw damage('It ends too early.');
  if (crc32(content) !== view.getUint32(5, true)) throw damage('The checksum of a block is wrong.');
  return { kind: view.getUint8(0), content };
};

/** Checks that all that was read is what the segment, its name and its summary say. */
const checkSummary = (segment: Segment, content: Uint8Array, read: Pick<Summary, 'records' | 'sha256'>): void => {
  const said = JSON.parse(new TextDecoder().decode(content)) as Partial<Summary>;
  const { topic, partition, from, next, newest } = segment;
  for (const [name, value] of Object.entries({ topic, partition, from, next, newest, ...read })) {
    const given = said[name as keyof Summary];
    if (given !== value) throw damage(`It says ${name} ${String(given)}, which is ${String(value)}.`);
  }
};

const records = async function* (segment: Segment, source: ByteSource): AsyncGenerator<readonly LogRecord[]> {
  if (Buffer.compare(await source.take(mark.length), mark) !== 0) throw damage('It does not begin as a segment does.');
  const hash = createHash('sha256');
  let count = 0;
  let last = segment.from - 1;
  for (;;) {
    const { kind, content } = await nextBlock(source);
    if (kind === blockKinds.end) {
      checkSummary(segment, content, { records: count, sha256: hash.digest('hex') });
      if ((await source.take(1)).length > 0) throw damage('Something follows its end.');
      return;
    }
    if (kind !== blockKinds.records) throw damage('It has a block of an unknown kind.');
    hash.update(content);
    const decoded = decodeRecords(content);
    for (const { offset } of decoded) {
      if (offset <= last || offset >= segment.next) throw damage(`Offset ${offset} does not belong behind ${last}.`);
      last = offset;
    }
    count += decoded.length;
    yield decoded;
  }
};

/** An error of a store says what it is; whatever else goes wrong with bytes is damage to the object. */
const named = (error: unknown, key: string): unknown => error instanceof StreamForgeError
  ? error
  : new StreamForgeError('OBJECT_CORRUPT', error instanceof Error ? error.message : String(error), { key }, { cause: error });

/**
 * The records of a segment in order, a block at a time; each block was checked before its records are given. Throws `OBJECT_CORRUPT`, which
 * names the object, when the object is not the segment its name says, and `NOT_FOUND` when it is gone.
 */
export const readSegment = async function* (objects: Pick<ObjectStore, 'get'>, segment: Segment): AsyncGenerator<readonly LogRecord[]> {
  const key = segmentKey(segment);
  const body = await objects.get(key);
  if (body === undefined) throw new StreamForgeError('NOT_FOUND', 'A segment of the archive is gone.', { key });
  const source = new ByteSource(pipeline(Readable.from(body), createZstdDecompress(), () => undefined));
  try {
    yield* records(segment, source);
  } catch (error) {
    throw named(error, key);
  } finally {
    await source.close();
  }
};
