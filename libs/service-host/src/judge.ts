import type { Received, ReceivedEvent, Refusal } from '@streamforge/codec/received';
import type { TopicName, ValueOf } from '@streamforge/contracts/topics';
import type { Rejection } from './service.ts';

/** A batch after its rules: what may be handled, and what is refused. */
export interface Judgement<Topic extends TopicName> {
  readonly valid: readonly ReceivedEvent<Topic>[];
  readonly rejected: readonly Rejection[];
}

/** Applies a pure verdict to each event of a batch: undefined is good, anything else says why not. Tombstones are in neither list. */
export const judge = <Topic extends TopicName>(
  batch: readonly Received<Topic>[],
  verdict: (value: ValueOf<Topic>, timestamp: number) => Refusal | undefined,
): Judgement<Topic> => {
  const valid: ReceivedEvent<Topic>[] = [];
  const rejected: Rejection[] = [];
  for (const record of batch) {
    if (record.kind === 'tombstone') continue;
    const refusal = verdict(record.value, record.timestamp);
    if (refusal === undefined) valid.push(record);
    else rejected.push({ record, ...refusal });
  }
  return { valid, rejected };
};
