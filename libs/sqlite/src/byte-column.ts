import { rowAt } from './row-at.ts';

/** Many byte strings as one buffer and the offset at which each ends: crosses between threads without a copy per value. */
export interface ByteColumn {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

export interface ByteColumnBuilder {
  add(value: Uint8Array): void;
  addText(value: string): void;
  /** Bytes added so far. */
  size(): number;
  finish(): ByteColumn;
}

const encoder = new TextEncoder();
/** A UTF-16 code unit takes at most so many bytes of UTF-8. */
const widestCodeUnit = 3;

/** Builds a column of at most `capacity` rows; `expectedBytes` sizes its first buffer, which grows by doubling. */
export const byteColumnBuilder = (capacity: number, expectedBytes: number): ByteColumnBuilder => {
  let bytes = new Uint8Array(expectedBytes);
  const ends = new Uint32Array(capacity);
  let length = 0;
  let rows = 0;

  const reserve = (more: number): void => {
    if (length + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, length + more));
    larger.set(bytes.subarray(0, length));
    bytes = larger;
  };
  const endRow = (): void => {
    ends[rows++] = length;
  };

  return {
    add: (value) => {
      reserve(value.length);
      bytes.set(value, length);
      length += value.length;
      endRow();
    },
    addText: (value) => {
      if (value !== '') {
        reserve(value.length * widestCodeUnit);
        length += encoder.encodeInto(value, bytes.subarray(length)).written;
      }
      endRow();
    },
    size: () => length,
    finish: () => ({ bytes: bytes.subarray(0, length), ends: ends.subarray(0, rows) }),
  };
};

const startOf = (column: ByteColumn, row: number): number => (row === 0 ? 0 : rowAt(column.ends, row - 1));

/** The bytes of one row: a view that shares the column's memory. */
export const bytesAt = (column: ByteColumn, row: number): Uint8Array =>
  column.bytes.subarray(startOf(column, row), rowAt(column.ends, row));

/** Reads a column's rows as text. */
export const textReader = (column: ByteColumn): ((row: number) => string) => {
  const { buffer, byteOffset, byteLength } = column.bytes;
  const view = Buffer.from(buffer, byteOffset, byteLength);
  return (row) => {
    const start = startOf(column, row);
    const end = rowAt(column.ends, row);
    return start === end ? '' : view.toString('utf8', start, end);
  };
};

/** The buffers to hand over when the column crosses to another thread. */
export const buffersOf = (column: ByteColumn): readonly ArrayBuffer[] => [column.bytes.buffer, column.ends.buffer];
