import type { LogRecord } from '../port.ts';
import { addressBytes, headerHeadBytes, nullLength, place } from './row-format.ts';

const text = new TextDecoder();

/** The bytes of one row as it was read: what its records decode from when they are asked. */
export class StoredRow {
  readonly base: number;
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;

  constructor(base: number, count: number, bytes: Uint8Array) {
    this.base = base;
    this.count = count;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Offset after the row's last record. */
  get next(): number {
    return this.base + this.count;
  }

  /** Where the record of an offset lies. */
  at(offset: number): number {
    let at = 0;
    for (let skipped = this.base; skipped < offset; skipped += 1) at += this.lengthAt(at);
    return at;
  }

  /** Length of the record that lies at `at`: the next one follows it. */
  lengthAt(at: number): number {
    return this.view.getUint32(at + place.length, true);
  }

  /** Bytes of key, value and headers of the record that lies at `at`. */
  sizeAt(at: number): number {
    return this.view.getUint32(at + place.size, true);
  }
}

/** A record that decodes what it is asked for, out of its row's memory. */
export class StoredRecord implements LogRecord {
  readonly offset: number;
  readonly #row: StoredRow;
  readonly #at: number;
  #value: Uint8Array | null | undefined;

  constructor(row: StoredRow, at: number, offset: number) {
    this.offset = offset;
    this.#row = row;
    this.#at = at;
  }

  get timestamp(): number {
    return this.#row.view.getFloat64(this.#at + place.timestamp, true);
  }

  get key(): Uint8Array | null {
    const length = this.#keyLength;
    return length === nullLength ? null : this.#slice(this.#body, length);
  }

  get value(): Uint8Array | null {
    if (this.#value !== undefined) return this.#value;
    const length = this.#row.view.getInt32(this.#at + place.valueLength, true);
    this.#value = length === nullLength ? null : this.#slice(this.#body + Math.max(0, this.#keyLength), length);
    return this.#value;
  }

  header(name: string): Uint8Array | undefined {
    for (let index = this.#headerCount - 1; index >= 0; index -= 1) {
      const at = this.#headerAt(index);
      if (this.#isNamed(at, name)) return this.#headerValue(at);
    }
    return undefined;
  }

  headers(): readonly (readonly [name: string, value: Uint8Array])[] {
    return Array.from({ length: this.#headerCount }, (_, index) => {
      const at = this.#headerAt(index);
      return [text.decode(this.#slice(at + headerHeadBytes, this.#u32(at))), this.#headerValue(at)] as const;
    });
  }

  get #keyLength(): number {
    return this.#row.view.getInt32(this.#at + place.keyLength, true);
  }

  get #headerCount(): number {
    return this.#u32(this.#at + place.headerCount);
  }

  get #body(): number {
    return this.#at + place.headers + this.#headerCount * addressBytes;
  }

  #headerAt(index: number): number {
    return this.#u32(this.#at + place.headers + index * addressBytes);
  }

  #headerValue(at: number): Uint8Array {
    return this.#slice(at + headerHeadBytes + this.#u32(at), this.#u32(at + 4));
  }

  /** Compares as ASCII first: nearly every name is, and nothing need be decoded then. */
  #isNamed(at: number, name: string): boolean {
    const { bytes } = this.#row;
    const length = this.#u32(at);
    const start = at + headerHeadBytes;
    for (let index = 0; index < name.length; index += 1) {
      const code = name.charCodeAt(index);
      if (code >= 0x80) return text.decode(this.#slice(start, length)) === name;
      if (index >= length || bytes[start + index] !== code) return false;
    }
    return length === name.length;
  }

  #u32(at: number): number {
    return this.#row.view.getUint32(at, true);
  }

  #slice(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#row.bytes.buffer, this.#row.bytes.byteOffset + at, length);
  }
}
