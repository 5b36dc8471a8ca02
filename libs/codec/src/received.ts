/** What the edge hands to a handler: a record whose bytes, headers, key and value were all found good. */
import type { ErrorCode } from '@streamforge/contracts/errors';
import type { TopicName, ValueOf } from '@streamforge/contracts/topics';

interface Place {
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds of the append: verdicts about the future compare with it, never with the present. */
  readonly timestamp: number;
  readonly key: string;
  /** ce_time in epoch milliseconds, when the producer sent one. */
  readonly eventTime: number | undefined;
}

/** A record with a valid value. */
export interface ReceivedEvent<Topic extends TopicName = TopicName> extends Place {
  readonly kind: 'event';
  readonly topic: Topic;
  readonly value: ValueOf<Topic>;
}

/** A deletion of the entry of `key`; only topics whose tombstones delete have them. */
export interface ReceivedTombstone<Topic extends TopicName = TopicName> extends Place {
  readonly kind: 'tombstone';
  readonly topic: Topic;
  /** Required on tombstones: the version of the deletion. */
  readonly eventTime: number;
}

export type Received<Topic extends TopicName = TopicName> = ReceivedEvent<Topic> | ReceivedTombstone<Topic>;

/** Why something was refused. */
export interface Refusal {
  readonly code: ErrorCode;
  /** What exactly, in words: the field, what it holds (shortened), what was expected. Never a whole payload. */
  readonly detail: string;
}
