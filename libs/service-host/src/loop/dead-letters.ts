import { deadLetterRecord } from '@streamforge/dead-letters/record';
import { redriveHeaders } from '@streamforge/dead-letters/headers';
import { headerText, parseDeadLetter } from '@streamforge/dead-letters/letter';
import { recordsBetween } from '@streamforge/dead-letters/lane';
import { OffsetSet } from '@streamforge/dead-letters/offset-set';
import { deadLetterTopic, type TopicName } from '@streamforge/contracts/topics';
import type { EventLog, OutgoingRecord } from '@streamforge/event-log/port';
import type { Refused } from './edge.ts';

export interface LetterWriter {
  readonly events: EventLog;
  readonly service: string;
  readonly group: string;
}

/**
 * The dead letters of one partition. They lie in the partition of the same number; those that were written before a crash, or by the
 * member that had the partition before, are found there and not written again.
 */
export class DeadLetterLane {
  readonly #writer: LetterWriter;
  readonly #topic: TopicName;
  readonly #partition: number;
  /** Offsets from the position on whose letters were found; undefined until they were looked for. */
  #written: OffsetSet | undefined;

  constructor(writer: LetterWriter, topic: TopicName, partition: number) {
    this.#writer = writer;
    this.#topic = topic;
    this.#partition = partition;
  }

  /** Forgets what it knew: offsets begin anew, or another member may have written since. */
  forget(): void {
    this.#written = undefined;
  }

  /** Writes those that are not written yet, in order; durable when it resolves. Returns how many were. */
  async write(refused: readonly Refused[]): Promise<number> {
    const inOrder = refused.toSorted((a, b) => a.record.offset - b.record.offset);
    const [first] = inOrder;
    if (first === undefined) return 0;
    const written = this.#written ??= await this.#writtenFrom(first.record.offset);
    const fresh = inOrder.filter(({ record }) => !written.has(record.offset));
    if (fresh.length > 0) await this.#writer.events.produce(deadLetterTopic(this.#topic), fresh.map((each) => this.#letter(each)));
    return fresh.length;
  }

  #letter({ record, refusal: { code, detail } }: Refused): OutgoingRecord {
    const { service, group } = this.#writer;
    const attempt = Number(headerText(record, redriveHeaders.attempt) ?? '1');
    const place = { topic: this.#topic, partition: this.#partition };
    return { ...deadLetterRecord(record, { code, message: detail, service, group, ...place, attempt }), partition: this.#partition };
  }

  /** Offsets at or after `from` that have a letter of this group; reads the whole lane once, a window at a time. */
  async #writtenFrom(from: number): Promise<OffsetSet> {
    const { events, group } = this.#writer;
    const written = new OffsetSet(from, from);
    const topic = deadLetterTopic(this.#topic);
    const bounds = (await events.offsets(topic)).find(({ partition }) => partition === this.#partition);
    if (bounds === undefined) return written;
    for await (const record of recordsBetween(events, bounds, bounds.start, bounds.end)) {
      const letter = parseDeadLetter(record, bounds);
      if (letter?.origin.kind === 'record' && letter.group === group) written.add(letter.origin.offset);
    }
    return written;
  }
}
