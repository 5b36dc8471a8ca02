/** CRC-32C (Castagnoli), which Kafka guards its batches with. Source: RFC 3720, appendix B.4; four tables, four bytes a turn. */
const polynomial = 0x82f63b78;

const tables = ((): readonly Int32Array[] => {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ polynomial;
    return crc;
  });
  const next = (table: Int32Array): Int32Array => table.map((crc) => (crc >>> 8) ^ (first[crc & 0xff] as number));
  const second = next(first);
  const third = next(second);
  return [first, second, third, next(third)];
})();

const [one, two, three, four] = tables as [Int32Array, Int32Array, Int32Array, Int32Array];

/** Checksum of the bytes, unsigned. */
export const crc32c = (bytes: Uint8Array): number => {
  const { length } = bytes;
  const whole = length & ~3;
  let crc = -1;
  for (let at = 0; at < whole; at += 4) {
    crc ^= (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
    crc = (four[crc & 0xff] as number) ^ (three[(crc >>> 8) & 0xff] as number) ^ (two[(crc >>> 16) & 0xff] as number) ^ (one[crc >>> 24] as number);
  }
  for (let at = whole; at < length; at += 1) crc = (crc >>> 8) ^ (one[(crc ^ (bytes[at] as number)) & 0xff] as number);
  return (crc ^ -1) >>> 0;
};
