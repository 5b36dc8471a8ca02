/**
 * Brings one batch to its partition: tries again with the same sequence numbers until it is acknowledged or its time is over. A batch
 * that may have arrived is never sent under another identity, as the broker could then append it twice.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { RetryableError, TerminalError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { TopicPartition } from '../../port.ts';
import type { Cluster, Connections } from '../cluster.ts';
import { codec } from '../codecs/decompress.ts';
import { BrokerError, brokerErrorType, isForbidden, logFailure } from '../failure.ts';
import { produce, type Produced } from '../wire/produce.ts';
import { newIdentity, sequenceAfter, type Identity } from './identity.ts';
import type { OutgoingBatch } from './outgoing.ts';

const gzipLater = promisify(gzip);
/** Smaller batches are sent as they are: compressing them saves little. */
const smallestCompressed = 1_024;
const fastest = 1;
const firstWait = 50;
const longestWait = 1_000;
/** Milliseconds that the broker may wait for its replicas: the longest, and the shortest when the time is nearly over. */
const replicaMs = 5_000;
const leastReplicaMs = 500;
/** Milliseconds for which too few replicas are waited for in silence; then the call is told, and its caller waits and says why. */
const tooFewMs = 5_000;

/** The broker has not appended the batch, and may once the cluster has settled. */
const refusedForNow: ReadonlySet<string> = new Set([
  'NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'BROKER_NOT_AVAILABLE', 'REPLICA_NOT_AVAILABLE', 'NOT_ENOUGH_REPLICAS',
  'KAFKA_STORAGE_ERROR', 'FENCED_LEADER_EPOCH', 'UNKNOWN_LEADER_EPOCH', 'UNKNOWN_TOPIC_OR_PARTITION', 'THROTTLING_QUOTA_EXCEEDED',
]);
/** The broker has appended the batch, or may have. */
const perhapsAppended: ReadonlySet<string> = new Set(['REQUEST_TIMED_OUT', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'NETWORK_EXCEPTION', 'UNKNOWN']);
/** The broker does not know the sequence: it has lost what it knew of the producer, or we have. */
const outOfStep: ReadonlySet<string> = new Set(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH']);

export interface DeliveryParts {
  readonly cluster: Cluster;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly compression: number;
}

/** What the lane of a partition keeps between its batches. */
export interface LaneState {
  identity: Identity | undefined;
}

const compressed = async (batch: OutgoingBatch, compression: number): Promise<readonly [Uint8Array, number]> => {
  const { body } = batch.builder;
  if (compression === codec.none || body.length < smallestCompressed) return [body, codec.none];
  const smaller = await gzipLater(body, { level: fastest });
  return smaller.length < body.length ? [smaller, codec.gzip] : [body, codec.none];
};

/** Throws unless the acknowledgement is of this partition and no other, with an offset. */
const checkAcknowledged = (at: TopicPartition, answers: readonly Produced[]): number => {
  const [answer] = answers;
  if (answers.length === 1 && answer?.topic === at.topic && answer.partition === at.partition && answer.baseOffset >= 0) return answer.baseOffset;
  throw new RetryableError('LOG_UNAVAILABLE', 'The broker’s acknowledgement is not of what was sent, which may have been appended.', at);
};

const isTooFew = (error: unknown): boolean => brokerErrorType(error) === 'NOT_ENOUGH_REPLICAS';

/** What an attempt tells: whether the batch may have arrived, and what to do next. */
type Next = 'again' | 'again, as someone else' | 'give up';

/** What follows on a failed send. `unsure` says that this attempt or one before may have arrived. */
const afterSend = (error: unknown, unsure: boolean): Next => {
  if (!(error instanceof BrokerError) || refusedForNow.has(error.type) || perhapsAppended.has(error.type)) return 'again';
  return outOfStep.has(error.type) && !unsure ? 'again, as someone else' : 'give up';
};

/** What follows when it was not even sent: the cluster may settle, but no topic appears and no right is granted by waiting. */
const beforeSend = (error: unknown): Next =>
  isForbidden(error) || (error instanceof TerminalError && error.code === 'TOPIC_UNKNOWN') ? 'give up' : 'again';

/** Delivers the batch and sets its base offset. Rejects with what its calls are to be told; then the identity is not used again. */
export const deliver = async (at: TopicPartition, batch: OutgoingBatch, lane: LaneState, parts: DeliveryParts): Promise<void> => {
  const { cluster, connections, clock, compression } = parts;
  const [body, used] = await compressed(batch, compression);
  let unsure = false;
  let tooFewSince: number | undefined;
  for (let wait = firstWait; ; wait = Math.min(longestWait, wait * 2)) {
    let sent = false;
    try {
      lane.identity ??= await newIdentity(cluster);
      const { identity } = lane;
      const bytes = batch.builder.seal(body, used, identity);
      const node = await connections.to(await cluster.leader(at));
      await node.connect();
      const timeoutMs = Math.round(Math.max(leastReplicaMs, Math.min(replicaMs, batch.deadline - clock.monotonic())));
      sent = true;
      batch.baseOffset = checkAcknowledged(at, await node.send(produce(at, bytes, timeoutMs)));
      identity.sequence = sequenceAfter(identity.sequence, batch.builder.count);
      return;
    } catch (error) {
      const next = sent ? afterSend(error, unsure) : beforeSend(error);
      if (sent) unsure ||= !(error instanceof BrokerError) || perhapsAppended.has(error.type);
      if (next !== 'again') lane.identity = undefined;
      if (next === 'give up') throw logFailure(error, at, { unsure });
      tooFewSince = isTooFew(error) ? tooFewSince ?? clock.monotonic() : undefined;
      const untold = clock.monotonic() - (tooFewSince ?? Infinity);
      if (clock.monotonic() + wait >= batch.deadline || untold >= tooFewMs) {
        lane.identity = undefined;
        throw logFailure(brokerErrorType(error) === 'UNKNOWN_TOPIC_OR_PARTITION' ? new Error('The broker does not lead it') : error, at, { unsure });
      }
      void cluster.look(at.topic).catch(() => undefined);
      await clock.sleep(wait);
    }
  }
};
