/**
 * A record's bytes within a segment, little-endian: u32 length of all of it, f64 offset, f64 timestamp, i32 length of the key (−1 for
 * null), i32 length of the value (−1 for null), u32 number of headers, key, value, then for each header u32 length of its name, u32
 * length of its value, name, value.
 */
import type { LogRecord } from '@streamforge/event-log/port';

const HEAD_BYTES = 32;
const NULL_LENGTH = -1;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const lengthOf = (bytes: Uint8Array | null): number => bytes === null ? NULL_LENGTH : bytes.length;

/** A record as one piece of bytes. The same record always gives the same. */
export const encodeRecord = (record: LogRecord): Uint8Array => {
  const { key, value } = record;
  const headers = record.headers().map(([name, content]) => [encoder.encode(name), content] as const);
  const headerBytes = headers.reduce((sum, [name, content]) => sum + 8 + name.length + content.length, 0);
  const bytes = new Uint8Array(HEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0) + headerBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setFloat64(4, record.offset, true);
  view.setFloat64(12, record.timestamp, true);
  view.setInt32(20, lengthOf(key), true);
  view.setInt32(24, lengthOf(value), true);
  view.setUint32(28, headers.length, true);
  let at = HEAD_BYTES;
  const put = (part: Uint8Array): void => {
    bytes.set(part, at);
    at += part.length;
  };
  if (key !== null) put(key);
  if (value !== null) put(value);
  for (const [name, content] of headers) {
    view.setUint32(at, name.length, true);
    view.setUint32(at + 4, content.length, true);
    at += 8;
    put(name);
    put(content);
  }
  return bytes;
};

export class ArchivedRecord implements LogRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly #headers: readonly (readonly [name: string, value: Uint8Array])[];

  /** Reads the record that begins at `start`; throws RangeError where the bytes end too early. */
  constructor(bytes: Uint8Array, start: number) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = start + HEAD_BYTES;
    const take = (length: number): Uint8Array => {
      if (length < 0 || at + length > bytes.length) throw new RangeError('A record ends beyond its block.');
      at += length;
      return bytes.subarray(at - length, at);
    };
    const takeOrNull = (length: number): Uint8Array | null => length === NULL_LENGTH ? null : take(length);
    this.offset = view.getFloat64(start + 4, true);
    this.timestamp = view.getFloat64(start + 12, true);
    this.key = takeOrNull(view.getInt32(start + 20, true));
    this.value = takeOrNull(view.getInt32(start + 24, true));
    this.#headers = Array.from({ length: view.getUint32(start + 28, true) }, () => {
      const [name, value] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
      at += 8;
      return [decoder.decode(take(name)), take(value)] as const;
    });
    if (at !== start + view.getUint32(start, true)) throw new RangeError('A record is not as long as it says.');
  }

  header(name: string): Uint8Array | undefined {
    return this.#headers.findLast(([each]) => each === name)?.[1];
  }

  headers(): readonly (readonly [name: string, value: Uint8Array])[] {
    return this.#headers;
  }
}

/** The records of a block, one behind the other; throws RangeError when the bytes are none. */
export const decodeRecords = (bytes: Uint8Array): readonly LogRecord[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: LogRecord[] = [];
  for (let at = 0; at < bytes.length; at += view.getUint32(at, true)) records.push(new ArchivedRecord(bytes, at));
  return records;
};
