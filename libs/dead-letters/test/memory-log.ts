import type { Bytes, Coordinates, EventLog, LogRecord, OutgoingRecord, TopicSpec } from '@streamforge/event-log/port';

const bytesOf = (bytes: Bytes | null): Uint8Array | null => typeof bytes === 'string' ? Buffer.from(bytes) : bytes;

/** The part of an event log that dead letters use, in memory. */
export const memoryLog = (specs: readonly TopicSpec[], now: () => number): EventLog => {
  const logs = new Map(specs.map(({ name, partitions }) => [name, Array.from({ length: partitions }, (): LogRecord[] => [])]));
  const append = (topic: string, record: OutgoingRecord): Coordinates => {
    const partitions = logs.get(topic) ?? [];
    const key = bytesOf(record.key);
    const partition = record.partition ?? (key === null ? 0 : key.reduce((sum, byte) => sum + byte, 0) % partitions.length);
    const log = partitions[partition] ?? [];
    const headers = (record.headers ?? []).map(([name, value]) => [name, bytesOf(value) ?? new Uint8Array()] as const);
    const offset = log.length;
    log.push({
      offset, timestamp: now(), key, value: bytesOf(record.value),
      header: (name) => headers.findLast(([each]) => each === name)?.[1],
      headers: () => headers,
    });
    return { topic, partition, offset };
  };
  return {
    topics: () => Promise.resolve(specs),
    produce: (topic: string, records: readonly OutgoingRecord[]) => Promise.resolve(records.map((record) => append(topic, record))),
    read: (at: Coordinates, { maxRecords }: { readonly maxRecords: number }) =>
      Promise.resolve((logs.get(at.topic)?.[at.partition] ?? []).slice(at.offset, at.offset + maxRecords)),
    offsets: (topic: string) => Promise.resolve((logs.get(topic) ?? []).map((log, partition) => ({ topic, partition, start: 0, end: log.length }))),
  } as unknown as EventLog;
};
