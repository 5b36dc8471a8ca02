/**
 * LZ4 frames as Kafka's producers write them. Checksums are passed over: the batch has one of its own.
 * Source: lz4_Frame_format.md and lz4_Block_format.md of the LZ4 project.
 */
const magic = 0x184d2204;
const flag = { contentSize: 8, contentChecksum: 4, blockChecksum: 16, dictionary: 1 } as const;
const uncompressed = 0x80000000;

const broken = (): RangeError => new RangeError('An LZ4 frame is damaged.');

/** Output that grows while a frame is read, up to its limit. */
class Output {
  #memory: Uint8Array;
  readonly #limit: number;
  length = 0;

  constructor(capacity: number, limit: number) {
    this.#memory = new Uint8Array(Math.min(limit, capacity));
    this.#limit = limit;
  }

  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.length);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#memory.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Repeats what lies `back` bytes before the end; source and target may overlap, as that repeats a pattern. */
  repeat(back: number, length: number): void {
    if (back === 0 || back > this.length) throw broken();
    this.#reserve(length);
    const memory = this.#memory;
    const to = this.length;
    if (back >= length) memory.copyWithin(to, to - back, to - back + length);
    else for (let index = 0; index < length; index += 1) memory[to + index] = memory[to + index - back] as number;
    this.length += length;
  }

  #reserve(more: number): void {
    const needed = this.length + more;
    if (needed > this.#limit) throw new RangeError(`It expands to more than ${this.#limit} bytes.`);
    if (needed <= this.#memory.length) return;
    const larger = new Uint8Array(Math.min(this.#limit, Math.max(needed, this.#memory.length * 2)));
    larger.set(this.bytes);
    this.#memory = larger;
  }
}

const decodeBlock = (block: Uint8Array, out: Output): void => {
  let at = 0;
  const next = (): number => {
    const byte = block[at];
    if (byte === undefined) throw broken();
    at += 1;
    return byte;
  };
  const extended = (length: number): number => {
    if (length < 15) return length;
    let total = length;
    for (let byte = 255; byte === 255;) {
      byte = next();
      total += byte;
    }
    return total;
  };
  while (at < block.length) {
    const token = next();
    const literal = extended(token >>> 4);
    if (at + literal > block.length) throw broken();
    out.append(block.subarray(at, at + literal));
    at += literal;
    if (at === block.length) return;
    const back = next() | (next() << 8);
    out.repeat(back, extended(token & 15) + 4);
  }
};

/** Decompresses; throws a RangeError when the bytes are damaged or expand to more than `limit`. */
export const unlz4 = (bytes: Uint8Array, limit: number): Uint8Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const out = new Output(bytes.length * 4, limit);
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < 7 || view.getUint32(at, true) !== magic) throw broken();
    const flags = bytes[at + 4] as number;
    if (flags >>> 6 !== 1 || (flags & flag.dictionary) !== 0) throw broken();
    at += 7 + ((flags & flag.contentSize) === 0 ? 0 : 8);
    for (;;) {
      if (at + 4 > bytes.length) throw broken();
      const head = view.getUint32(at, true);
      at += 4;
      if (head === 0) break;
      const size = head & ~uncompressed;
      if (at + size > bytes.length) throw broken();
      const block = bytes.subarray(at, at + size);
      if (head >= uncompressed) out.append(block);
      else decodeBlock(block, out);
      at += size + ((flags & flag.blockChecksum) === 0 ? 0 : 4);
    }
    if ((flags & flag.contentChecksum) !== 0) at += 4;
  }
  return out.bytes;
};
