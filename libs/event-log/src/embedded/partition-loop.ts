/**
 * One partition in the hands of one member of a group: fetches, hands over, waits, goes on. It ends when the member stops (the open batch
 * ends and commits first) or when the partition moves to another member (the open batch is aborted, its commits are refused).
 */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { SqliteThread } from '@streamforge/sqlite/thread';
import type { BatchSession, ConsumeOptions, LostRange, RecordBatch } from '../port.ts';
import { logError, movedError } from '../log-errors.ts';
import type { LogOperations } from './operations.ts';
import { PartitionReader, type ReadRecords } from './partition-reader.ts';
import type { Positions } from './positions.ts';
import type { Partition } from './registry.ts';

/** Waits after a batch failed: doubling from the first to the longest, in milliseconds. */
const firstWait = 100;
const longestWait = 5_000;

export interface LoopParts {
  readonly thread: SqliteThread<LogOperations>;
  readonly positions: Positions;
  readonly clock: Clock;
  readonly partition: Partition;
  readonly options: ConsumeOptions;
  /** The loop begins when the partition's last owner has ended. */
  readonly after: Promise<void>;
}

export class PartitionLoop {
  /** Resolves when the open batch has ended and nothing more will be committed. */
  readonly ended: Promise<void>;
  readonly #parts: LoopParts;
  /** Aborts when no further batch may begin. */
  readonly #halt = new AbortController();
  /** Aborts when the partition is taken away. */
  readonly #taken = new AbortController();
  readonly #session: BatchSession;
  readonly #commits = new Set<Promise<void>>();
  #over = false;
  #reader: PartitionReader | undefined;
  #position = 0;

  constructor(parts: LoopParts) {
    this.#parts = parts;
    this.#session = {
      signal: this.#taken.signal,
      heartbeat: async () => this.#checkOwned(),
      commit: (next) => this.#commit(next),
    };
    this.ended = this.#run();
  }

  /** Ends after the open batch. */
  finish(): void {
    this.#halt.abort();
  }

  /** Ends now: the open batch is aborted and what it commits is refused. */
  revoke(): void {
    const { topic, partition } = this.#parts.partition;
    this.#taken.abort(movedError(topic, partition));
    this.#halt.abort();
  }

  async #run(): Promise<void> {
    await this.#parts.after;
    let wait = firstWait;
    while (!this.#halt.signal.aborted) {
      if (await this.#worked()) {
        wait = firstWait;
        continue;
      }
      this.#reader = undefined;
      await this.#parts.clock.sleep(wait, this.#halt.signal).catch(() => undefined);
      wait = Math.min(longestWait, wait * 2);
    }
    await this.#settleCommits();
    this.#over = true;
  }

  /** One turn; false when it failed and is to be tried again. What trying again can't heal ends the loop, and is said. */
  async #worked(): Promise<boolean> {
    try {
      const batch = await this.#nextBatch();
      if (batch === undefined) return true;
      const handled = await this.#handle(batch);
      if (handled) this.#position = batch.nextOffset;
      return handled;
    } catch (error) {
      if (error instanceof TerminalError && !this.#halt.signal.aborted) {
        this.#halt.abort();
        this.#parts.options.onCrash?.(error);
      }
      return false;
    }
  }

  async #handle(batch: RecordBatch): Promise<boolean> {
    try {
      await this.#parts.options.onBatch(batch, this.#session);
      return true;
    } catch {
      return false;
    }
  }

  /** The batch at the position; undefined after a wait for one, or when a range was passed over. */
  async #nextBatch(): Promise<RecordBatch | undefined> {
    const { partition } = this.#parts;
    this.#reader ??= await this.#begin();
    if (this.#position < partition.start) this.#skip(partition.start, 'retention');
    if (this.#halt.signal.aborted) return undefined;
    if (this.#position >= partition.end) {
      await this.#grown();
      return undefined;
    }
    const { records, bytes, next } = await this.#read(this.#reader);
    if (this.#halt.signal.aborted) return undefined;
    if (records.length === 0) {
      this.#skip(next, next <= partition.start ? 'retention' : 'truncated');
      return undefined;
    }
    this.#reader.fetchAhead();
    const { topic, partition: number, end } = partition;
    return { topic, partition: number, records, bytes, nextOffset: next, endOffset: end };
  }

  async #read(reader: PartitionReader): Promise<ReadRecords> {
    try {
      return await reader.next(this.#parts.options);
    } catch (error) {
      throw logError(error);
    }
  }

  /** Where the group stands. A first position is written down, so that the next owner begins there and retention keeps what follows. */
  async #begin(): Promise<PartitionReader> {
    const { thread, positions, partition, options: { group, from } } = this.#parts;
    const committed = positions.of(group, partition);
    this.#position = committed ?? (from === 'earliest' ? partition.start : partition.end);
    if (committed === undefined) await positions.commit(group, [[partition, this.#position]]);
    return new PartitionReader(thread, partition, this.#position);
  }

  /** Says that a range from the position on can't be read, and goes on at its end. */
  #skip(to: number, cause: LostRange['cause']): void {
    const { thread, partition: { topic, partition }, partition: place, options } = this.#parts;
    options.onLostRange?.({ topic, partition, from: this.#position, to, cause });
    this.#position = to;
    this.#reader = new PartitionReader(thread, place, to);
  }

  /** Resolves when the partition has grown or the loop is to end. */
  async #grown(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const unlisten = this.#parts.partition.listen(resolve);
    const wake = (): void => resolve();
    this.#halt.signal.addEventListener('abort', wake);
    await promise;
    this.#halt.signal.removeEventListener('abort', wake);
    unlisten();
  }

  #checkOwned(): void {
    const { topic, partition } = this.#parts.partition;
    if (this.#over || this.#taken.signal.aborted) throw movedError(topic, partition);
  }

  async #commit(next: number): Promise<void> {
    this.#checkOwned();
    const { positions, partition, options: { group } } = this.#parts;
    const commit = positions.commit(group, [[partition, next]]);
    const settled = commit.catch(() => undefined);
    this.#commits.add(settled);
    try {
      await commit;
    } finally {
      this.#commits.delete(settled);
    }
  }

  /** Handlers may commit behind the work: the last commits are waited for, and those that follow on them. */
  async #settleCommits(): Promise<void> {
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    await turn();
    while (this.#commits.size > 0) {
      await Promise.all(this.#commits);
      await turn();
    }
  }
}
