import { TerminalError } from '@streamforge/contracts/errors';
import { limits } from '@streamforge/contracts/limits';
import type { HashedKey } from './partitioner.ts';
import type { Bytes, OutgoingRecord } from './port.ts';

/** A topic as far as routing needs to know it. */
export interface RoutedTopic {
  readonly name: string;
  readonly partitions: readonly unknown[];
}

/** Where each record of a call goes; decided and checked for all of them before the first is written. */
export interface Route {
  /** Partition number of each record. */
  readonly partitions: Uint32Array;
  /** Bytes of each record's key. */
  readonly keys: readonly (Uint8Array | null)[];
}

const lengthOf = (bytes: Bytes): number => {
  if (typeof bytes !== 'string') return bytes.length;
  return bytes.length * 3 <= limits.recordBytes ? bytes.length : Buffer.byteLength(bytes);
};

const checkSize = (topic: string, what: string, bytes: Bytes | null): void => {
  if (bytes === null || lengthOf(bytes) <= limits.recordBytes) return;
  throw new TerminalError('RECORD_TOO_LARGE', `Its ${what} has ${lengthOf(bytes)} bytes.`, { topic });
};

const checkRecord = (topic: string, { key, value, headers }: OutgoingRecord): void => {
  checkSize(topic, 'key', key);
  checkSize(topic, 'value', value);
  if (headers === undefined) return;
  for (const [name, header] of headers) {
    checkSize(topic, 'header', name);
    checkSize(topic, 'header', header);
  }
};

/** Makes the router of a log. Records without a key go round the partitions of their topic in turn. */
export const router = (keyOf: (key: Bytes) => HashedKey) => {
  const turns = new Map<string, number>();
  const nextTurn = (topic: RoutedTopic): number => {
    const turn = (turns.get(topic.name) ?? -1) + 1;
    turns.set(topic.name, turn);
    return turn % topic.partitions.length;
  };
  const explicit = (topic: RoutedTopic, partition: number): number => {
    if (topic.partitions[partition] !== undefined) return partition;
    throw new TerminalError('TOPIC_UNKNOWN', 'It does not have so many partitions.', { topic: topic.name, partition });
  };

  return (topic: RoutedTopic, records: readonly OutgoingRecord[]): Route => {
    const partitions = new Uint32Array(records.length);
    const keys = records.map((record, index) => {
      checkRecord(topic.name, record);
      const hashed = record.key === null ? undefined : keyOf(record.key);
      if (record.partition !== undefined) partitions[index] = explicit(topic, record.partition);
      else partitions[index] = hashed === undefined ? nextTurn(topic) : hashed.hash % topic.partitions.length;
      return hashed?.bytes ?? null;
    });
    return { partitions, keys };
  };
};
