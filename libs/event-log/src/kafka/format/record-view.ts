import type { LogRecord } from '../../port.ts';
import type { BatchHeader } from './batch-header.ts';
import { VarintReader } from './varint.ts';

const text = new TextDecoder();

/** A record that decodes what it is asked for, out of its batch's memory. */
export class KafkaRecord implements LogRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly value: Uint8Array | null;
  /** Bytes of key, value and headers. */
  readonly size: number;
  readonly #bytes: Uint8Array;
  readonly #keyAt: number;
  readonly #keyLength: number;
  readonly #headersAt: number;
  readonly #headerCount: number;

  /** Reads the record at the reader's place and moves it to the next one. Throws a RangeError when it can't be read. */
  constructor(batch: Pick<BatchHeader, 'baseOffset' | 'baseTimestamp' | 'appended'>, reader: VarintReader) {
    const { bytes } = reader;
    const length = reader.next();
    const end = reader.at + length;
    reader.skip(1);
    this.timestamp = batch.appended ?? batch.baseTimestamp;
    const delta = reader.next();
    if (batch.appended === undefined) this.timestamp += delta;
    this.offset = batch.baseOffset + reader.next();
    this.#bytes = bytes;
    this.#keyLength = reader.next();
    this.#keyAt = reader.skip(Math.max(0, this.#keyLength));
    const valueLength = reader.next();
    const valueAt = reader.skip(Math.max(0, valueLength));
    this.value = valueLength < 0 ? null : bytes.subarray(valueAt, valueAt + valueLength);
    this.#headerCount = reader.next();
    this.#headersAt = reader.at;
    this.size = Math.max(0, this.#keyLength) + Math.max(0, valueLength) + this.#headerBytes(reader);
    if (reader.at !== end) throw new RangeError('A record’s length is not its own.');
  }

  get key(): Uint8Array | null {
    return this.#keyLength < 0 ? null : this.#bytes.subarray(this.#keyAt, this.#keyAt + this.#keyLength);
  }

  header(name: string): Uint8Array | undefined {
    let found: Uint8Array | undefined;
    this.#walk((at, length, valueAt, valueLength) => {
      if (this.#isNamed(at, length, name)) found = this.#bytes.subarray(valueAt, valueAt + valueLength);
    });
    return found;
  }

  headers(): readonly (readonly [name: string, value: Uint8Array])[] {
    const all: (readonly [string, Uint8Array])[] = [];
    this.#walk((at, length, valueAt, valueLength) => {
      all.push([text.decode(this.#bytes.subarray(at, at + length)), this.#bytes.subarray(valueAt, valueAt + valueLength)]);
    });
    return all;
  }

  #headerBytes(reader: VarintReader): number {
    let bytes = 0;
    for (let index = 0; index < this.#headerCount; index += 1) {
      const name = reader.next();
      reader.skip(name);
      const value = Math.max(0, reader.next());
      reader.skip(value);
      bytes += name + value;
    }
    return bytes;
  }

  #walk(visit: (nameAt: number, nameLength: number, valueAt: number, valueLength: number) => void): void {
    const reader = new VarintReader(this.#bytes, this.#headersAt);
    for (let index = 0; index < this.#headerCount; index += 1) {
      const nameLength = reader.next();
      const nameAt = reader.skip(nameLength);
      const valueLength = Math.max(0, reader.next());
      visit(nameAt, nameLength, reader.skip(valueLength), valueLength);
    }
  }

  /** Compares as ASCII first: nearly every name is, and nothing need be decoded then. */
  #isNamed(at: number, length: number, name: string): boolean {
    for (let index = 0; index < name.length; index += 1) {
      const code = name.charCodeAt(index);
      if (code >= 0x80) return text.decode(this.#bytes.subarray(at, at + length)) === name;
      if (index >= length || this.#bytes[at + index] !== code) return false;
    }
    return length === name.length;
  }
}
