import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import type { Received } from '@streamforge/codec/received';
import type { TopicName } from '@streamforge/contracts/topics';
import type { BatchSession, LogRecord, RecordBatch } from '@streamforge/event-log/port';
import { attempt, type AttemptContext, type Handle } from './attempt.ts';
import { CommitLane } from './commit-lane.ts';
import { DeadLetterLane } from './dead-letters.ts';
import { judgeBatch, type Refused } from './edge.ts';
import { FailureRate } from './failure-rate.ts';
import { Reservation } from './reservation.ts';
import { PartitionReport } from './report.ts';
import { waitWithHeartbeats, withHeartbeats } from './waiting.ts';
import type { LoopContext } from './context.ts';

/** An error of the log as one of ours: what nobody foresaw is waited out too. */
const logError = (error: unknown): StreamForgeError => error instanceof StreamForgeError
  ? error
  : new RetryableError('LOG_UNAVAILABLE', String(error), {}, { cause: error });

/** How often a stopped partition looks whether it is still this member's. */
const STOPPED_MS = 60_000;

/**
 * One partition of one topic in the hands of one service. A batch is validated, handled, its refusals dead-lettered, and only then
 * is its position committed; until all that is durable, nothing after it is touched.
 */
export class PartitionWork<Topic extends TopicName> {
  readonly #topic: Topic;
  readonly #handle: Handle<Topic>;
  readonly #loop: LoopContext;
  readonly #report: PartitionReport;
  readonly #commits: CommitLane;
  readonly #letters: DeadLetterLane;
  readonly #rate = new FailureRate();
  #session: BatchSession | undefined;
  #next: number | undefined;

  constructor(topic: Topic, partition: number, handle: Handle<Topic>, loop: LoopContext) {
    this.#topic = topic;
    this.#handle = handle;
    this.#loop = loop;
    this.#report = new PartitionReport({ service: loop.service, topic, partition }, loop);
    this.#commits = new CommitLane({ clock: loop.clock, wait: loop.wait, retried: (error) => this.#report.commitRetried(error) });
    this.#letters = new DeadLetterLane(loop, topic, partition);
  }

  /** Works a batch off. Rejects when the partition was taken away, and when something failed that should not: it is read again. */
  async work(batch: RecordBatch, session: BatchSession): Promise<void> {
    const { budget, clock, turns } = this.#loop;
    const reservation = new Reservation(budget, { records: batch.records.length, bytes: batch.bytes });
    try {
      await reservation.take(session.signal);
      const began = clock.monotonic();
      await turns.next();
      if (session !== this.#session || batch.records[0]?.offset !== this.#next) this.#letters.forget();
      this.#session = session;
      await withHeartbeats(() => this.#settle(batch, session, reservation), clock, session);
      this.#next = batch.nextOffset;
      this.#report.consumed(batch, began);
    } catch (error) {
      if (session.signal.aborted) this.#report.left();
      else this.#report.failed(error);
      throw error;
    } finally {
      reservation.release();
    }
    this.#commits.want(batch.nextOffset, session);
    if (batch.nextOffset >= batch.endOffset || session.signal.aborted) await this.#commits.settled();
  }

  async #settle(batch: RecordBatch, session: BatchSession, reservation: Reservation): Promise<void> {
    const { received, refused } = judgeBatch(this.#topic, this.#loop.group, batch);
    await this.#loop.turns.next();
    const context = this.#attemptContext(session, reservation);
    const rejections = await attempt(this.#handle, received, context);
    if (refused.length + rejections.length === 0) return;
    const original = new Map<number, LogRecord>(batch.records.map((record) => [record.offset, record]));
    const letters = new Map<number, Refused>(refused.map((each) => [each.record.offset, each]));
    for (const { record: { offset }, code, detail } of rejections) {
      const record = original.get(offset);
      if (record !== undefined) letters.set(offset, { record, refusal: { code, detail } });
    }
    await this.#bury([...letters.values()], context);
  }

  /** Dead letters wait for their topic as handlers wait for their stores: refusing to lose is refusing to go on. */
  async #bury(letters: readonly Refused[], context: AttemptContext): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        const written = await this.#letters.write(letters);
        if (tries > 1) this.#report.goesOn();
        this.#report.refused(letters, written);
        return;
      } catch (error) {
        context.signal.throwIfAborted();
        this.#letters.forget();
        this.#report.waits(logError(error));
        context.retried(error);
        await context.rest(tries);
      }
    }
  }

  #attemptContext(session: BatchSession, reservation: Reservation): AttemptContext {
    const { clock, wait } = this.#loop;
    return {
      signal: session.signal,
      rest: async (attempt) => {
        reservation.release();
        await waitWithHeartbeats(wait(attempt), clock, session);
        await reservation.take(session.signal);
      },
      paused: (cause) => cause === undefined ? this.#report.goesOn() : this.#report.waits(cause),
      retried: (error) => this.#report.retried(error),
      giveUp: (record, error) => this.#giveUp(record, error, session, reservation),
      succeeded: (records) => this.#rate.succeeded(records),
    };
  }

  async #giveUp(record: Received, error: unknown, session: BatchSession, reservation: Reservation): Promise<void> {
    this.#report.gaveUp(record.offset, error);
    if (error instanceof StreamForgeError && error.code !== 'UNEXPECTED') return;
    if (!this.#rate.exhausted) return this.#rate.failed();
    reservation.release();
    this.#report.stopped();
    for (;;) await waitWithHeartbeats(STOPPED_MS, this.#loop.clock, session);
  }
}
