/** Zig-zag variable-length integers of at most 64 bits, as Kafka's records use them. Safe integers only. */

/** How many bytes a value takes. */
export const varintSize = (value: number): number => {
  if (value >= -64 && value < 64) return 1;
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  let size = 1;
  for (; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
};

/** Writes a value and answers where the next one begins. */
export const writeVarint = (bytes: Uint8Array, at: number, value: number): number => {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) {
    bytes[at] = (rest % 128) | 128;
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
};

/** Reads values one after another. Throws a RangeError where the bytes end or a number is longer than any can be. */
export class VarintReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  next(): number {
    let byte = this.#byte();
    if (byte < 128) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 127;
    let scale = 128;
    for (let length = 1; byte >= 128; length += 1) {
      if (length === 10) throw new RangeError('A number has no end.');
      byte = this.#byte();
      value += (byte & 127) * scale;
      scale *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Passes over so many bytes and answers where they began. */
  skip(length: number): number {
    const start = this.at;
    if (!(length >= 0) || start + length > this.bytes.length) throw new RangeError('A record is longer than its batch.');
    this.at = start + length;
    return start;
  }

  #byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new RangeError('A record is cut short.');
    this.at += 1;
    return byte;
  }
}
