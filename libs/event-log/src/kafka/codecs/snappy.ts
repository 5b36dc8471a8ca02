/**
 * Snappy as Kafka's producers write it: raw blocks, in Java's framing (magic, versions, then blocks with their lengths) or one block alone.
 * Source: snappy/format_description.txt; org.xerial.snappy.SnappyOutputStream for the framing.
 */
const magic = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00);
const framed = 16;

const broken = (): RangeError => new RangeError('A snappy block is damaged.');

const lengthAt = (block: Uint8Array): { readonly length: number; readonly at: number } => {
  let length = 0;
  for (let at = 0; at < 5; at += 1) {
    const byte = block[at];
    if (byte === undefined) throw broken();
    length += (byte & 127) * 128 ** at;
    if (byte < 128) return { length, at: at + 1 };
  }
  throw broken();
};

/** Copies within the output, byte by byte where source and target overlap, as that repeats a pattern. */
const copyBack = (out: Uint8Array, to: number, back: number, length: number): void => {
  if (back === 0 || back > to || to + length > out.length) throw broken();
  if (back >= length) out.copyWithin(to, to - back, to - back + length);
  else for (let index = 0; index < length; index += 1) out[to + index] = out[to + index - back] as number;
};

const little = (block: Uint8Array, at: number, bytes: number): number => {
  if (at + bytes > block.length) throw broken();
  let value = 0;
  for (let index = bytes - 1; index >= 0; index -= 1) value = value * 256 + (block[at + index] as number);
  return value;
};

const decodeBlock = (block: Uint8Array, limit: number): Uint8Array => {
  const { length, at: begin } = lengthAt(block);
  if (length > limit) throw new RangeError(`It expands to more than ${limit} bytes.`);
  const out = new Uint8Array(length);
  let at = begin;
  let to = 0;
  while (at < block.length) {
    const tag = block[at] as number;
    at += 1;
    const kind = tag & 3;
    if (kind === 0) {
      let literal = tag >>> 2;
      if (literal >= 60) {
        const bytes = literal - 59;
        literal = little(block, at, bytes);
        at += bytes;
      }
      literal += 1;
      if (at + literal > block.length || to + literal > length) throw broken();
      out.set(block.subarray(at, at + literal), to);
      at += literal;
      to += literal;
      continue;
    }
    const extra = kind === 3 ? 4 : kind;
    const operand = little(block, at, extra);
    const copied = kind === 1 ? 4 + ((tag >>> 2) & 7) : 1 + (tag >>> 2);
    copyBack(out, to, kind === 1 ? ((tag >>> 5) << 8) | operand : operand, copied);
    at += extra;
    to += copied;
  }
  if (to !== length) throw broken();
  return out;
};

/** Decompresses; throws a RangeError when the bytes are damaged or expand to more than `limit`. */
export const unsnappy = (bytes: Uint8Array, limit: number): Uint8Array => {
  if (!magic.every((byte, index) => bytes[index] === byte)) return decodeBlock(bytes, limit);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const blocks: Uint8Array[] = [];
  let total = 0;
  for (let at = framed; at < bytes.length;) {
    if (at + 4 > bytes.length) throw broken();
    const length = view.getUint32(at);
    if (at + 4 + length > bytes.length) throw broken();
    const block = decodeBlock(bytes.subarray(at + 4, at + 4 + length), limit - total);
    blocks.push(block);
    total += block.length;
    at += 4 + length;
  }
  return Buffer.concat(blocks, total);
};
