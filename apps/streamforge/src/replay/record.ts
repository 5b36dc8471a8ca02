/** An event of a file as a record of the log: the same line gives the same record, id and time included, however often it is replayed. */
import { eventHeaders } from '@streamforge/codec/cloudevents';
import type { Refusal } from '@streamforge/codec/received';
import { LATEST_TIME } from '@streamforge/contracts/events/fields';
import { limits } from '@streamforge/contracts/limits';
import { topicOf } from '@streamforge/contracts/topics';
import type { OutgoingRecord } from '@streamforge/event-log/port';
import type { MappedEvent } from '@streamforge/mappers/events';

/** ce_source of what was replayed from a file. */
export const REPLAY_SOURCE = '/streamforge/replay';

interface Identity {
  /** What tells the event apart from others of its key. */
  readonly id: string;
  /** When it happened, epoch milliseconds. */
  readonly time: number;
}

const identityOf = (event: MappedEvent): Identity => {
  switch (event.topic) {
    case 'market.candles.v1': {
      const { openTime, revision = 0, closed = true } = event.value;
      return { id: `${openTime}:${revision}${closed ? '' : ':open'}`, time: openTime };
    }
    case 'market.assets.v1':
      return { id: String(event.value.updatedAt ?? 0), time: event.value.updatedAt ?? 0 };
    case 'documents.v1': {
      const { publishedAt, updatedAt = publishedAt } = event.value;
      return { id: String(updatedAt), time: updatedAt };
    }
    case 'market.trades.v1':
    case 'agent.fills.v1':
    case 'agent.actions.v1':
      return { id: String(event.value.id), time: event.value.time };
  }
};

/** A record whose key and value are text. */
export interface EventRecord extends OutgoingRecord {
  readonly key: string;
  readonly value: string;
}

/** Rows in the contract's own fields come as they are written, so that a time may be anything; the edge refuses what is none. */
const timeOr0 = (time: unknown): number => typeof time === 'number' && time >= 0 && time <= LATEST_TIME ? time : 0;

/** The record of an event. Its value is written as the producer of the file would have; the edge canonicalises it. */
export const recordOf = (event: MappedEvent, source: string): EventRecord => {
  const { type, key } = topicOf(event.topic);
  const name = key(event.value);
  const { id, time } = identityOf(event);
  return {
    key: name,
    value: JSON.stringify(event.value),
    headers: eventHeaders({ id: `${name}:${id}`, source, type, time: timeOr0(time) }),
  };
};

/** Why the log would refuse the record, or undefined. Characters are counted first, so that few values are measured in bytes. */
export const oversized = ({ key, value }: EventRecord): Refusal | undefined => {
  if (isLonger(value, limits.recordBytes)) return { code: 'RECORD_TOO_LARGE', detail: 'as an event' };
  return isLonger(key, limits.keyBytes) ? { code: 'KEY_TOO_LONG', detail: 'as an event' } : undefined;
};

const isLonger = (text: string, bytes: number): boolean => text.length > bytes / 4 && Buffer.byteLength(text) > bytes;
