/**
 * A segment's bytes: one zstd frame over a mark, blocks of records and one last block that says what must have been read by then.
 *
 * | bytes | what |
 * |---|---|
 * | 8 | `SFARCH1\n` |
 * | 1 | `R` for records, `E` for the end |
 * | 4 | u32: length of the block’s content |
 * | 4 | u32: crc32 of the content |
 * | … | records one behind the other (see `record-bytes`), or JSON of a `Summary` |
 *
 * Blocks end by size alone and nothing comes from a clock: the same records always give the same bytes.
 */
import { createHash, type Hash } from 'node:crypto';
import { Readable, pipeline } from 'node:stream';
import { constants, crc32, createZstdCompress } from 'node:zlib';
import type { LogRecord } from '@streamforge/event-log/port';
import { encodeRecord } from './record-bytes.ts';
import type { Segment } from './segment-key.ts';

export const mark = new TextEncoder().encode('SFARCH1\n');
export const blockHeadBytes = 9;
export const blockKinds = { records: 0x52, end: 0x45 } as const;

const blockBytes = 262_144;
const compressionLevel = 6;

/** What a segment says of itself at its end. */
export interface Summary extends Segment {
  readonly records: number;
  /** Of the content of all blocks of records, lower-case hex. */
  readonly sha256: string;
}

const block = (kind: number, content: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(blockHeadBytes + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, content.length, true);
  view.setUint32(5, crc32(content), true);
  bytes.set(content, blockHeadBytes);
  return bytes;
};

/** Blocks of whole records. */
const recordBlocks = async function* (pages: AsyncIterable<readonly LogRecord[]>, written: (record: LogRecord) => void, hash: Hash) {
  let waiting: Uint8Array[] = [];
  let size = 0;
  const closed = (): Uint8Array => {
    const content = Buffer.concat(waiting);
    waiting = [];
    size = 0;
    hash.update(content);
    return block(blockKinds.records, content);
  };
  for await (const page of pages) {
    for (const record of page) {
      const bytes = encodeRecord(record);
      written(record);
      waiting.push(bytes);
      size += bytes.length;
      if (size >= blockBytes) yield closed();
    }
  }
  if (size > 0) yield closed();
};

const uncompressed = async function* (segment: Segment, pages: AsyncIterable<readonly LogRecord[]>): AsyncGenerator<Uint8Array> {
  yield mark;
  const hash = createHash('sha256');
  let records = 0;
  let last = segment.from - 1;
  const written = ({ offset }: LogRecord): void => {
    if (offset <= last || offset >= segment.next) throw new Error(`Offset ${offset} does not belong behind ${last}.`);
    last = offset;
    records += 1;
  };
  yield* recordBlocks(pages, written, hash);
  if (last !== segment.next - 1) throw new Error(`The log gave records up to ${last}, not to ${segment.next - 1}.`);
  const { topic, partition, from, next, newest } = segment;
  const summary: Summary = { topic, partition, from, next, newest, records, sha256: hash.digest('hex') };
  yield block(blockKinds.end, new TextEncoder().encode(JSON.stringify(summary)));
};

/**
 * The bytes of a segment, as they are read: memory holds a block or two. `pages` are its records in order; the iteration fails, so that
 * nothing is put, when they do not end where the segment does.
 */
export const segmentBytes = (segment: Segment, pages: AsyncIterable<readonly LogRecord[]>): AsyncIterable<Uint8Array> => {
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: compressionLevel } });
  // Whoever reads learns of a failure from the stream itself.
  return pipeline(Readable.from(uncompressed(segment, pages), { highWaterMark: 1 }), compress, () => undefined);
};
