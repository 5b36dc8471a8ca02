import { deadLetterRecord } from '@streamforge/dead-letters/record';
import { deadLetterHeaders, redriveHeaders } from '@streamforge/dead-letters/headers';
import { deadLetterTopic, type TopicName } from '@streamforge/contracts/topics';
import type { EventLog, LogRecord, TopicPartition } from '@streamforge/event-log/port';
import type { Refused } from './edge.ts';

const text = new TextDecoder();
const headerText = (record: LogRecord, name: string): string | undefined => {
  const value = record.header(name);
  return value === undefined ? undefined : text.decode(value);
};

/** How far back the last dead letter of a group is looked for: a page of letters, and so many pages. */
const PAGE = 500;
const PAGES = 40;

export interface LetterWriter {
  readonly events: EventLog;
  readonly service: string;
  readonly group: string;
}

/**
 * The dead letters of one partition. They lie in the partition of the same number, in the order of their offsets, so the last one
 * tells which were written before a crash: those are not written again.
 */
export class DeadLetterLane {
  readonly #writer: LetterWriter;
  readonly #topic: TopicName;
  readonly #partition: number;
  #last: number | undefined;
  #known = false;

  constructor(writer: LetterWriter, topic: TopicName, partition: number) {
    this.#writer = writer;
    this.#topic = topic;
    this.#partition = partition;
  }

  /** Forgets what it knew: another member may have written since. */
  forget(): void {
    this.#known = false;
  }

  /** Writes those that are not written yet, in order; durable when it resolves. Returns how many were. */
  async write(refused: readonly Refused[]): Promise<number> {
    if (refused.length === 0) return 0;
    await this.#learn();
    const inOrder = refused.toSorted((a, b) => a.record.offset - b.record.offset);
    const fresh = inOrder.filter(({ record }) => this.#last === undefined || record.offset > this.#last);
    if (fresh.length === 0) return 0;
    const { events, service, group } = this.#writer;
    await events.produce(deadLetterTopic(this.#topic), fresh.map(({ record, refusal }) => ({
      ...deadLetterRecord(record, {
        code: refusal.code,
        message: refusal.detail,
        service,
        group,
        topic: this.#topic,
        partition: this.#partition,
        attempt: Number(headerText(record, redriveHeaders.attempt) ?? '1'),
      }),
      partition: this.#partition,
    })));
    this.#last = fresh.at(-1)?.record.offset;
    return fresh.length;
  }

  async #learn(): Promise<void> {
    if (this.#known) return;
    const place = { topic: deadLetterTopic(this.#topic), partition: this.#partition };
    this.#last = await lastLetter(this.#writer.events, place, this.#writer.group);
    this.#known = true;
  }
}

/** Source offset of the group's last letter in a dead-letter partition, or undefined. */
const lastLetter = async (events: EventLog, place: TopicPartition, group: string): Promise<number | undefined> => {
  const bounds = (await events.offsets(place.topic)).find(({ partition }) => partition === place.partition);
  if (bounds === undefined) return undefined;
  for (let to = bounds.end, page = 0; to > bounds.start && page < PAGES; page += 1, to -= PAGE) {
    const from = Math.max(bounds.start, to - PAGE);
    const letters = await events.read({ ...place, offset: from }, { maxRecords: to - from, maxBytes: Number.MAX_SAFE_INTEGER });
    for (const letter of letters.toReversed()) {
      const offset = headerText(letter, deadLetterHeaders.offset);
      if (offset !== undefined && headerText(letter, deadLetterHeaders.group) === group) return Number(offset);
    }
  }
  return undefined;
};
