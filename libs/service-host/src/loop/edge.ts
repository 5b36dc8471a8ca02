import { decodeRecord } from '@streamforge/codec/decode';
import type { Received, Refusal } from '@streamforge/codec/received';
import type { TopicName } from '@streamforge/contracts/topics';
import { redriveHeaders } from '@streamforge/dead-letters/headers';
import type { LogRecord, RecordBatch } from '@streamforge/event-log/port';

/** A record the edge or a handler refused, with what a dead letter needs. */
export interface Refused {
  readonly record: LogRecord;
  readonly refusal: Refusal;
}

export interface Judged<Topic extends TopicName> {
  readonly received: readonly Received<Topic>[];
  readonly refused: readonly Refused[];
}

const text = new TextDecoder();

/** Validates a batch at the edge. Records redriven for another group are nobody's business here and left out of both lists. */
export const judgeBatch = <Topic extends TopicName>(
  topic: Topic, group: string, batch: Pick<RecordBatch, 'partition' | 'records'>,
): Judged<Topic> => {
  const received: Received<Topic>[] = [];
  const refused: Refused[] = [];
  for (const record of batch.records) {
    const redrivenFor = record.header(redriveHeaders.group);
    if (redrivenFor !== undefined && text.decode(redrivenFor) !== group) continue;
    const decoded = decodeRecord(topic, batch.partition, record);
    if (decoded.ok) received.push(decoded.received);
    else refused.push({ record, refusal: decoded.refusal });
  }
  return { received, refused };
};
