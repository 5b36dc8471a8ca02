/**
 * A small file beside a database that says how far the database had come. It is rewritten after each commit, without a sync: it
 * outlives a killed process, and after a power cut it may be behind but never ahead. A database that holds less than it was cut.
 *
 * Layout: 16 bytes of head (magic, slot capacity), then two slots, written in turn: sequence, length, CRC-32, mark. A torn write
 * spoils one slot, the other still stands.
 */
import { closeSync, fstatSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const magic = 0x53464857;
const headBytes = 16;
const slotHeadBytes = 16;
const smallestSlot = 1_024;

interface Kept {
  readonly sequence: number;
  readonly mark: Uint8Array | undefined;
}

export interface HighWaterFile {
  /** What the file held when it was opened. */
  readonly mark: Uint8Array | undefined;
  /** Keeps the mark in place of the older of the two. */
  write(mark: Uint8Array): void;
  close(): void;
}

const slotAt = (file: Buffer, at: number): Kept | undefined => {
  if (file.length < at + slotHeadBytes) return undefined;
  const sequence = Number(file.readBigUInt64LE(at));
  const length = file.readUInt32LE(at + 8);
  const mark = file.subarray(at + slotHeadBytes, at + slotHeadBytes + length);
  const intact = sequence > 0 && mark.length === length && crc32(mark, sequence >>> 0) === file.readUInt32LE(at + 12);
  return intact ? { sequence, mark } : undefined;
};

const newest = (file: Buffer, capacity: number): Kept => {
  const slots = [slotAt(file, headBytes), slotAt(file, headBytes + slotHeadBytes + capacity)];
  const none: Kept = { sequence: 0, mark: undefined };
  return slots.reduce<Kept>((best, slot) => (slot !== undefined && slot.sequence > best.sequence ? slot : best), none);
};

const bytesOf = (descriptor: number): Buffer => {
  const bytes = Buffer.alloc(fstatSync(descriptor).size);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0));
};

const capacityFor = (length: number): number => Math.max(smallestSlot, 2 ** Math.ceil(Math.log2(length)));

const headOf = (capacity: number): Buffer => {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(magic, 0);
  head.writeUInt32LE(capacity, 4);
  return head;
};

/** Opens the file, or starts one. What can't be read counts as absent: the file only ever adds knowledge. */
export const openHighWater = (path: string): HighWaterFile => {
  let descriptor = openSync(path, 'a+');
  closeSync(descriptor);
  descriptor = openSync(path, 'r+');
  const held = bytesOf(descriptor);
  const known = held.length >= headBytes && held.readUInt32LE(0) === magic;
  let capacity = known ? held.readUInt32LE(4) : 0;
  const kept = known ? newest(held, capacity) : { sequence: 0, mark: undefined };
  let { sequence } = kept;

  const put = (into: number, mark: Uint8Array): void => {
    const slot = Buffer.allocUnsafe(slotHeadBytes + mark.length);
    slot.writeBigUInt64LE(BigInt(sequence), 0);
    slot.writeUInt32LE(mark.length, 8);
    slot.writeUInt32LE(crc32(mark, sequence >>> 0), 12);
    slot.set(mark, slotHeadBytes);
    writeSync(into, slot, 0, slot.length, headBytes + (sequence % 2) * (slotHeadBytes + capacity));
  };

  /** A mark that outgrew its slot moves to a new file, which takes the old one's place whole. */
  const grow = (mark: Uint8Array): void => {
    capacity = capacityFor(mark.length);
    const next = openSync(`${path}.new`, 'w+');
    writeSync(next, headOf(capacity), 0, headBytes, 0);
    put(next, mark);
    renameSync(`${path}.new`, path);
    closeSync(descriptor);
    descriptor = next;
  };

  return {
    mark: kept.mark === undefined ? undefined : new Uint8Array(kept.mark),
    write: (mark) => {
      sequence += 1;
      if (mark.length > capacity) grow(mark);
      else put(descriptor, mark);
    },
    close: () => closeSync(descriptor),
  };
};
