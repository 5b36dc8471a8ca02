import { RetryableError, StreamForgeError, errors } from '@streamforge/contracts/errors';
import type { Received } from '@streamforge/codec/received';
import type { TopicName } from '@streamforge/contracts/topics';
import type { BatchSession, LogRecord, RecordBatch } from '@streamforge/event-log/port';
import { attempt, waitWithHeartbeats, type AttemptContext, type Handle } from './attempt.ts';
import { CommitLane } from './commit-lane.ts';
import { DeadLetterLane } from './dead-letters.ts';
import { judgeBatch, type Refused } from './edge.ts';
import { FailureRate } from './failure-rate.ts';
import type { LoopContext } from './context.ts';

/**
 * One partition of one topic in the hands of one service. A batch is validated, handled, its refusals dead-lettered, and only then
 * is its position committed; until all that is durable, nothing after it is touched.
 */
export class PartitionWork<Topic extends TopicName> {
  readonly #topic: Topic;
  readonly #partition: number;
  readonly #handle: Handle<Topic>;
  readonly #loop: LoopContext;
  readonly #commits: CommitLane;
  readonly #letters: DeadLetterLane;
  readonly #rate = new FailureRate();
  #next: number | undefined;

  constructor(topic: Topic, partition: number, handle: Handle<Topic>, loop: LoopContext) {
    this.#topic = topic;
    this.#partition = partition;
    this.#handle = handle;
    this.#loop = loop;
    this.#commits = new CommitLane(loop);
    this.#letters = new DeadLetterLane(loop, topic, partition);
  }

  async work(batch: RecordBatch, session: BatchSession): Promise<void> {
    const { budget, clock, metrics, turns, service } = this.#loop;
    const claim = { records: batch.records.length, bytes: batch.bytes };
    const labels = { service, topic: this.#topic };
    await budget.take(claim, session.signal);
    const began = clock.monotonic();
    try {
      await turns.next();
      if (batch.records[0]?.offset !== this.#next) this.#letters.forget();
      await this.#settle(batch, session);
      this.#next = batch.nextOffset;
      metrics.count('streamforge_records_consumed_total', labels, batch.records.length);
      metrics.observe('streamforge_batch_records', labels, batch.records.length);
      metrics.observe('streamforge_batch_duration_seconds', labels, (clock.monotonic() - began) / 1_000);
      const oldest = batch.records[0]?.timestamp ?? clock.now();
      metrics.observe('streamforge_end_to_end_seconds', labels, Math.max(0, clock.now() - oldest) / 1_000);
    } finally {
      budget.give(claim);
    }
    this.#commits.want(batch.nextOffset, session);
    if (batch.nextOffset >= batch.endOffset || session.signal.aborted) await this.#commits.settled();
  }

  async #settle(batch: RecordBatch, session: BatchSession): Promise<void> {
    const { received, refused } = judgeBatch(this.#topic, this.#loop.group, batch);
    const context = this.#attemptContext(session);
    const rejections = await attempt(this.#handle, received, context);
    const byOffset = new Map<number, LogRecord>(rejections.length === 0 ? [] : batch.records.map((record) => [record.offset, record]));
    const letters: Refused[] = [...refused];
    for (const { record, code, detail } of rejections) {
      const original = byOffset.get(record.offset);
      if (original !== undefined) letters.push({ record: original, refusal: { code, detail } });
    }
    if (letters.length > 0) await this.#bury(letters, context);
  }

  /** Dead letters wait for their topic as handlers wait for their stores: refusing to lose is refusing to go on. */
  async #bury(letters: readonly Refused[], context: AttemptContext): Promise<void> {
    const { metrics, service, logger } = this.#loop;
    for (let tries = 1; ; tries += 1) {
      try {
        const written = await this.#letters.write(letters);
        if (tries > 1) context.paused(undefined);
        metrics.count('streamforge_dead_letters_total', { service, topic: this.#topic }, written);
        break;
      } catch (error) {
        context.signal.throwIfAborted();
        if (!(error instanceof RetryableError)) throw error;
        this.#letters.forget();
        context.paused(error);
        await waitWithHeartbeats(context.wait(tries), context);
      }
    }
    const codes = Map.groupBy(letters, ({ refusal }) => refusal.code);
    for (const [code, ofCode] of codes) {
      metrics.count('streamforge_records_rejected_total', { service, topic: this.#topic, code }, ofCode.length);
      const [first] = ofCode;
      logger.warn(
        { service, topic: this.#topic, partition: this.#partition, offset: first?.record.offset, code, records: ofCode.length },
        `${errors[code].says} ${first?.refusal.detail ?? ''}`,
      );
    }
  }

  #attemptContext(session: BatchSession): AttemptContext {
    const { clock, wait, metrics, service, states, logger } = this.#loop;
    const place = { service, topic: this.#topic, partition: this.#partition };
    return {
      clock,
      wait,
      signal: session.signal,
      heartbeat: () => session.heartbeat(),
      paused: (cause) => {
        states.set(this.#topic, this.#partition, cause === undefined ? { kind: 'working' } : { kind: 'paused', cause });
        if (cause !== undefined) logger.warn({ ...place, code: cause.code }, `${cause.message} ${cause.fix}`);
        else logger.info(place, 'the partition goes on');
      },
      retried: (error) => {
        const code = error instanceof StreamForgeError ? error.code : 'UNEXPECTED';
        metrics.count('streamforge_retries_total', { service, topic: this.#topic, code });
        if (code === 'UNEXPECTED') logger.warn({ ...place, code, err: error }, 'the handler failed; trying again');
      },
      giveUp: (record, error) => this.#giveUp(record, error, session),
      succeeded: (records) => this.#rate.succeeded(records),
    };
  }

  async #giveUp(record: Received, error: unknown, session: BatchSession): Promise<void> {
    const { logger, service, states } = this.#loop;
    const code = error instanceof StreamForgeError ? error.code : 'UNEXPECTED';
    const place = { service, topic: this.#topic, partition: this.#partition, offset: record.offset, code };
    logger.error({ ...place, err: error }, 'one record can’t be handled');
    if (code !== 'UNEXPECTED') return;
    if (!this.#rate.exhausted) return this.#rate.failed();
    const reason = `${errors.PARTITION_STOPPED.says} ${errors.PARTITION_STOPPED.fix}`;
    states.set(this.#topic, this.#partition, { kind: 'stopped', reason });
    logger.error({ ...place, code: 'PARTITION_STOPPED' }, reason);
    for (;;) await waitWithHeartbeats(60_000, { ...this.#loop, signal: session.signal, heartbeat: () => session.heartbeat() });
  }
}
