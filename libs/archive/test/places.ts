/** A log and an object store of their own for each test, filled with records that can be told apart. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomIds } from '@streamforge/determinism/ids';
import { openEmbeddedEventLog } from '@streamforge/event-log/embedded';
import type { EventLog, LogRecord, OutgoingRecord } from '@streamforge/event-log/port';
import { openEmbeddedObjectStore } from '@streamforge/object-store/embedded';
import type { ObjectStore } from '@streamforge/object-store/port';
import { simulatedClock, type SimulatedClock } from '@streamforge/testing/simulated-clock';
import { afterEach } from 'vitest';

export const HOUR = 3_600_000;
export const place = { topic: 'market.trades.v1', partition: 0 } as const;
export const objectPath = (directory: string): string => join(directory, 'objects');

export interface Opened {
  readonly directory: string;
  readonly events: EventLog;
  readonly objects: ObjectStore;
  readonly clock: SimulatedClock;
  /** Appends records, `gap` milliseconds apart. */
  fill(from: number, to: number, gap?: number): Promise<void>;
}

export const places = (): (() => Promise<Opened>) => {
  let closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.toReversed()) await close();
    closing = [];
  });
  return async () => {
    const directory = await mkdtemp(join(tmpdir(), 'archive-'));
    const clock = simulatedClock();
    const events = await openEmbeddedEventLog({ directory, clock, ids: randomIds, groupCommitMs: 0 });
    const objects = await openEmbeddedObjectStore({ directory: objectPath(directory) });
    closing.push(() => rm(directory, { recursive: true }), () => events.close(), () => objects.close());
    await events.apply([{ name: place.topic, partitions: 1, retentionMs: null }]);
    const recordOf = (value: number): OutgoingRecord =>
      ({ key: `key-${value % 7}`, value: `value ${value} ${'.'.repeat(value % 50)}`, headers: [['ce_id', String(value)]] });
    const fill = async (from: number, to: number, gap = 0): Promise<void> => {
      const values = Array.from({ length: to - from }, (_, index) => from + index);
      if (gap === 0) return void await events.produce(place.topic, values.map(recordOf));
      for (const value of values) {
        await events.produce(place.topic, [recordOf(value)]);
        await clock.advance(gap);
      }
    };
    return { directory, events, objects, clock, fill };
  };
};

/** A record as something to compare. */
export const spelled = (record: LogRecord) => ({
  offset: record.offset,
  timestamp: record.timestamp,
  key: record.key === null ? null : Buffer.from(record.key).toString('latin1'),
  value: record.value === null ? null : Buffer.from(record.value).toString('latin1'),
  headers: record.headers().map(([name, value]) => [name, Buffer.from(value).toString('latin1')]),
});

export const collected = async (pages: AsyncIterable<readonly LogRecord[]>): Promise<readonly LogRecord[]> =>
  (await Array.fromAsync(pages)).flat();
