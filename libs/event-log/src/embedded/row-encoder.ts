import type { Bytes, OutgoingHeaders } from '../port.ts';
import { addressBytes, headerHeadBytes, nullLength, place, recordHeadBytes } from './row-format.ts';

const noHeaders: OutgoingHeaders = [];
/** Text up to here is copied character by character: a call out of JavaScript costs more. */
const shortText = 40;
/** Text beyond this is measured before room is made for it: three bytes a character would waste too much. */
const longText = 4_096;

const mostBytes = (bytes: Bytes): number => {
  if (typeof bytes !== 'string') return bytes.length;
  return bytes.length > longText ? Buffer.byteLength(bytes) : bytes.length * 3;
};

/** Writes records behind each other into one growing buffer: the bytes of a row. */
export class RowEncoder {
  #buffer: Buffer<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;
  #end = 0;
  #count = 0;
  #maxTimestamp = 0;
  readonly #names: string[] = [];
  readonly #values: Bytes[] = [];
  readonly #addresses: number[] = [];
  readonly #sizes: number[] = [];

  constructor(capacity: number) {
    const memory = new ArrayBuffer(capacity);
    this.#buffer = Buffer.from(memory);
    this.#view = new DataView(memory);
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#end;
  }

  /** Newest timestamp of the records. */
  get maxTimestamp(): number {
    return this.#maxTimestamp;
  }

  /** The memory that holds the bytes; longer than they are. */
  get memory(): ArrayBuffer {
    return this.#buffer.buffer;
  }

  /** Appends one record and answers its index in the row. */
  add(key: Uint8Array | null, value: Bytes | null, headers: OutgoingHeaders | undefined, timestamp: number): number {
    const list = headers ?? noHeaders;
    const start = this.#end;
    this.#room(recordHeadBytes + list.length * addressBytes + (key?.length ?? 0) + (value === null ? 0 : mostBytes(value)));
    this.#end += recordHeadBytes + list.length * addressBytes;
    if (key !== null) this.#put(key);
    const valueStart = this.#end;
    if (value !== null) this.#put(value);
    const valueLength = this.#end - valueStart;
    const size = (key?.length ?? 0) + valueLength + this.#putHeaders(list, start + place.headers);
    const view = this.#view;
    view.setUint32(start + place.length, this.#end - start, true);
    view.setUint32(start + place.size, size, true);
    view.setFloat64(start + place.timestamp, timestamp, true);
    view.setInt32(start + place.keyLength, key?.length ?? nullLength, true);
    view.setInt32(start + place.valueLength, value === null ? nullLength : valueLength, true);
    view.setUint32(start + place.headerCount, list.length, true);
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp;
    this.#count += 1;
    return this.#count - 1;
  }

  #putHeaders(headers: OutgoingHeaders, addresses: number): number {
    let size = 0;
    for (let index = 0; index < headers.length; index += 1) {
      const [name, value] = headers[index] as (typeof headers)[number];
      if (this.#names[index] !== name || this.#values[index] !== value) this.#putHeader(index, name, value);
      this.#view.setUint32(addresses + index * addressBytes, this.#addresses[index] as number, true);
      size += this.#sizes[index] as number;
    }
    return size;
  }

  #putHeader(index: number, name: string, value: Bytes): void {
    const start = this.#end;
    this.#room(headerHeadBytes + mostBytes(name) + mostBytes(value));
    this.#end += headerHeadBytes;
    this.#put(name);
    const nameEnd = this.#end;
    this.#put(value);
    this.#view.setUint32(start, nameEnd - start - headerHeadBytes, true);
    this.#view.setUint32(start + 4, this.#end - nameEnd, true);
    this.#names[index] = name;
    this.#values[index] = value;
    this.#addresses[index] = start;
    this.#sizes[index] = this.#end - start - headerHeadBytes;
  }

  #put(bytes: Bytes): void {
    if (typeof bytes !== 'string') {
      this.#buffer.set(bytes, this.#end);
      this.#end += bytes.length;
    } else if (bytes.length > shortText || !this.#putAscii(bytes)) {
      this.#end += this.#buffer.write(bytes, this.#end, 'utf8');
    }
  }

  #putAscii(text: string): boolean {
    const buffer = this.#buffer;
    const start = this.#end;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code >= 0x80) return false;
      buffer[start + index] = code;
    }
    this.#end = start + text.length;
    return true;
  }

  #room(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#buffer.length) return;
    const memory = new ArrayBuffer(Math.max(needed, this.#buffer.length * 2));
    const buffer = Buffer.from(memory);
    buffer.set(this.#buffer.subarray(0, this.#end));
    this.#buffer = buffer;
    this.#view = new DataView(memory);
  }
}
