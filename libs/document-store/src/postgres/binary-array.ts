/**
 * Arrays as Postgres' wire has them in binary: dimensions, whether there are NULLs, the element's type, then each element behind its
 * length, https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES and array_recv. pg sends a Buffer as a
 * binary parameter, so that no number and no body is spelled out and parsed again.
 */
const elementTypes = { int4: 23, int8: 20, bytea: 17 } as const;
const headBytes = 20;
const highWord = 2 ** 32;

const withHead = (type: keyof typeof elementTypes, rows: number, dataBytes: number, nulls = false): Buffer => {
  const buffer = Buffer.allocUnsafe(headBytes + dataBytes);
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(nulls ? 1 : 0, 4);
  buffer.writeInt32BE(elementTypes[type], 8);
  buffer.writeInt32BE(rows, 12);
  buffer.writeInt32BE(1, 16);
  return buffer;
};

/** `int4[]`. */
export const int4Array = <Item>(items: readonly Item[], valueOf: (item: Item) => number): Buffer => {
  const buffer = withHead('int4', items.length, items.length * 8);
  let at = headBytes;
  for (const item of items) {
    buffer.writeInt32BE(4, at);
    buffer.writeInt32BE(valueOf(item), at + 4);
    at += 8;
  }
  return buffer;
};

/** `int8[]` of whole numbers within ±2^53; an infinite one is a NULL. */
export const int8Array = <Item>(items: readonly Item[], valueOf: (item: Item) => number): Buffer => {
  const values = items.map(valueOf);
  const nulls = values.reduce((count, value) => (Number.isFinite(value) ? count : count + 1), 0);
  const buffer = withHead('int8', items.length, items.length * 12 - nulls * 8, nulls > 0);
  let at = headBytes;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      at = buffer.writeInt32BE(-1, at);
      continue;
    }
    const high = Math.floor(value / highWord);
    buffer.writeInt32BE(8, at);
    buffer.writeInt32BE(high, at + 4);
    buffer.writeUInt32BE(value - high * highWord, at + 8);
    at += 12;
  }
  return buffer;
};

/** `bytea[]`; a null is a NULL. */
export const byteaArray = <Item>(items: readonly Item[], valueOf: (item: Item) => Uint8Array | null): Buffer => {
  let size = items.length * 4;
  let nulls = false;
  for (const item of items) {
    const value = valueOf(item);
    if (value === null) nulls = true;
    else size += value.length;
  }
  const buffer = withHead('bytea', items.length, size, nulls);
  let at = headBytes;
  for (const item of items) {
    const value = valueOf(item);
    at = buffer.writeInt32BE(value === null ? -1 : value.length, at);
    if (value === null) continue;
    buffer.set(value, at);
    at += value.length;
  }
  return buffer;
};
