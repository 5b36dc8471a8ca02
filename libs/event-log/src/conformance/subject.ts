import { afterEach, beforeEach } from 'vitest';
import type { BatchSession, Bytes, ConsumeOptions, Consumer, EventLog, LogRecord, RecordBatch } from '../port.ts';

/** A place that a log can be opened on, closed and opened again. */
export interface Place {
  open(): Promise<EventLog>;
  /** Removes what the log left. */
  dispose(): Promise<void>;
  /** Whether `retain` deletes at once; a broker that deletes in its own time leaves it false. */
  readonly retains: boolean;
}

export type NewPlace = () => Promise<Place>;

export interface Subject {
  readonly place: Place;
  readonly log: EventLog;
  /** Makes a topic with a name of its own. */
  topic(partitions: number, retentionMs?: number | null): Promise<string>;
  /** The name of a group that no other test has. */
  group(): string;
  /** Joins a group; the consumer is stopped when the test ends. */
  consume(options: Partial<ConsumeOptions> & Pick<ConsumeOptions, 'group' | 'topics' | 'onBatch'>): Promise<Consumer>;
  /** Closes the log and opens it again. */
  reopen(): Promise<EventLog>;
}

/** A log for each test; answers the one of the running test. */
export const freshLog = (newPlace: NewPlace): (() => Subject) => {
  let subject: Subject | undefined;
  let place: Place | undefined;
  let log: EventLog | undefined;
  let consumers: Consumer[] = [];
  const opened = (): EventLog => {
    if (log === undefined) throw new Error('The log is open only while a test runs.');
    return log;
  };
  beforeEach(async () => {
    const fresh = await newPlace();
    place = fresh;
    log = await fresh.open();
    subject = {
      place: fresh,
      get log() {
        return opened();
      },
      topic: async (partitions, retentionMs = null) => {
        const name = `conformance.${crypto.randomUUID()}`;
        await opened().apply([{ name, partitions, retentionMs }]);
        return name;
      },
      group: () => `conformance-${crypto.randomUUID()}`,
      consume: async (options) => {
        const consumer = await opened().consume({ from: 'earliest', maxRecords: 500, maxBytes: 1_048_576, ...options });
        consumers.push(consumer);
        return consumer;
      },
      reopen: async () => {
        await opened().close();
        log = await fresh.open();
        return log;
      },
    };
  });
  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.stop({ force: true })));
    consumers = [];
    await log?.close();
    await place?.dispose();
  });
  return () => {
    if (subject === undefined) throw new Error('The log is open only while a test runs.');
    return subject;
  };
};

/** Bytes as text; null stays null. */
export const textOf = (bytes: Bytes | null | undefined): string | null | undefined =>
  bytes === null || bytes === undefined || typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString();

/** Values of records as text. */
export const valuesOf = (records: readonly LogRecord[]): readonly (string | null | undefined)[] =>
  records.map(({ value }) => textOf(value));

/** `count` records of one key with the values 0, 1, 2, … */
export const numbered = (count: number, key: string | null = 'key', from = 0) =>
  Array.from({ length: count }, (_, index) => ({ key, value: String(from + index) }));

/** All records of a topic by partition, as they are read back. */
export const readAll = async (log: EventLog, topic: string): Promise<readonly LogRecord[]> => {
  const records: LogRecord[] = [];
  for (const { partition, start, end } of await log.offsets(topic)) {
    for (let offset = start; offset < end;) {
      const page = await log.read({ topic, partition, offset }, { maxRecords: 1_000, maxBytes: 4_194_304 });
      records.push(...page);
      offset = (page.at(-1)?.offset ?? end) + 1;
    }
  }
  return records;
};

/** A handler that keeps the values it gets and commits each batch. */
export const collector = () => {
  const values: (string | null | undefined)[] = [];
  const onBatch = async (batch: RecordBatch, session: BatchSession): Promise<void> => {
    values.push(...valuesOf(batch.records));
    await session.commit(batch.nextOffset);
  };
  return { values, onBatch };
};

/** Resolves when the signal has aborted, with heartbeats until then. */
export const aborted = async (session: BatchSession): Promise<void> => {
  while (!session.signal.aborted) {
    await session.heartbeat().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** How long the suite waits for what must come; brokers take seconds to spread partitions. */
export const patience = { timeout: 20_000, interval: 10 } as const;
