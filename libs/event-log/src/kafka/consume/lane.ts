/**
 * One partition in the hands of one member: hands over what was fetched, batch after batch, waits, goes on. It ends when the member stops
 * (the open batch ends and commits first) or when the partition moves to another member (the open batch is aborted, its commits refused).
 */
import type { Clock } from '@streamforge/determinism/clock';
import { movedError } from '../../log-errors.ts';
import type { BatchSession, ConsumeOptions, LostRange, TopicPartition } from '../../port.ts';
import type { FetchedPartition } from '../wire/fetch.ts';
import { PartitionBuffer, type TakenRecords } from './partition-buffer.ts';

/** Waits after a batch failed: doubling from the first to the longest, in milliseconds. */
const firstWait = 100;
const longestWait = 5_000;

export interface LaneParts {
  readonly at: TopicPartition;
  /** The group's committed offset. */
  readonly position: number;
  readonly options: ConsumeOptions;
  readonly clock: Clock;
  readonly maxBatchBytes: number;
  readonly commit: (offset: number, owned: () => boolean) => Promise<void>;
  /** Makes sure that the membership is kept. */
  readonly confirm: () => Promise<void>;
  /** Called when the lane wants to be fetched for again. */
  readonly drained: () => void;
}

export class PartitionLane implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  /** Resolves when the open batch has ended and nothing more will be committed. */
  readonly ended: Promise<void>;
  readonly #parts: LaneParts;
  /** Aborts when no further batch may begin. */
  readonly #halt = new AbortController();
  /** Aborts when the partition is taken away. */
  readonly #taken = new AbortController();
  readonly #session: BatchSession;
  readonly #commits = new Set<Promise<void>>();
  #buffer: PartitionBuffer;
  #committed: number;
  /** Offsets between which nothing is to be seen, passed last: whoever commits the first has done with all of them. */
  #passed = { from: -1, to: -1 };
  #arrived = Promise.withResolvers<void>();
  #over = false;

  constructor(parts: LaneParts) {
    const { at: { topic, partition }, position } = parts;
    this.topic = topic;
    this.partition = partition;
    this.#parts = parts;
    this.#committed = position;
    this.#buffer = this.#bufferAt(position);
    this.#session = {
      signal: this.#taken.signal,
      heartbeat: async () => {
        this.#checkOwned();
        await parts.confirm();
        this.#checkOwned();
      },
      commit: (next) => this.#commit(next),
    };
    this.ended = this.#run();
  }

  /** Where to fetch on; undefined while it has enough. */
  get wanted(): number | undefined {
    return this.#halt.signal.aborted ? undefined : this.#buffer.wanted;
  }

  /** Whether it may still commit. */
  get owned(): boolean {
    return !this.#over && !this.#taken.signal.aborted;
  }

  arrive(from: number, fetched: FetchedPartition): void {
    this.#buffer.arrive(from, fetched);
    this.#arrived.resolve();
  }

  arriveLost(from: number, lost: LostRange, next: number): void {
    this.#buffer.arriveLost(from, lost, next);
    this.#arrived.resolve();
  }

  /** Ends after the open batch. */
  finish(): void {
    this.#halt.abort();
    this.#arrived.resolve();
  }

  /** Ends now: the open batch is aborted and what it commits is refused. */
  revoke(): void {
    this.#taken.abort(movedError(this.topic, this.partition));
    this.finish();
  }

  async #run(): Promise<void> {
    let wait = firstWait;
    while (!this.#halt.signal.aborted) {
      const taken = await this.#take();
      if (taken === undefined || await this.#handled(taken)) {
        wait = firstWait;
        continue;
      }
      await this.#parts.clock.sleep(wait, this.#halt.signal).catch(() => undefined);
      wait = Math.min(longestWait, wait * 2);
      this.#buffer = this.#bufferAt(this.#committed);
      this.#parts.drained();
    }
    await this.#settleCommits();
    this.#over = true;
  }

  /** Records to hand over; undefined when it waited for some, or when there is nothing to be seen so far. */
  async #take(): Promise<TakenRecords | undefined> {
    const buffer = this.#buffer;
    if (buffer.empty) {
      this.#arrived = Promise.withResolvers<void>();
      if (!this.#halt.signal.aborted) await this.#arrived.promise;
      return undefined;
    }
    const full = buffer.wanted === undefined;
    const begun = buffer.position;
    const taken = await buffer.take(this.#parts.options, (range) => this.#parts.options.onLostRange?.(range));
    if (full && buffer.wanted !== undefined) this.#parts.drained();
    if (this.#halt.signal.aborted || taken.records.length > 0) return this.#halt.signal.aborted ? undefined : taken;
    this.#pass(begun, taken.next);
    return undefined;
  }

  async #handled({ records, bytes, next }: TakenRecords): Promise<boolean> {
    const { options: { onBatch } } = this.#parts;
    const { topic, partition } = this;
    try {
      await onBatch({ topic, partition, records, bytes, nextOffset: next, endOffset: Math.max(next, this.#buffer.end) }, this.#session);
      return true;
    } catch {
      return false;
    }
  }

  #bufferAt(position: number): PartitionBuffer {
    const { at, maxBatchBytes } = this.#parts;
    return new PartitionBuffer(at, position, maxBatchBytes);
  }

  #checkOwned(): void {
    if (!this.owned) throw movedError(this.topic, this.partition);
  }

  async #commit(next: number): Promise<void> {
    this.#checkOwned();
    const through = next === this.#passed.from ? this.#passed.to : next;
    const commit = this.#parts.commit(through, () => this.owned);
    const settled = commit.catch(() => undefined);
    this.#commits.add(settled);
    try {
      await commit;
      this.#committed = through;
      this.#commitPassed();
    } finally {
      this.#commits.delete(settled);
    }
  }

  /** Notes that nothing between two offsets is to be seen, and commits so when all before is committed: else the lag would never end. */
  #pass(from: number, to: number): void {
    if (to <= from) return;
    this.#passed = { from: from === this.#passed.to ? this.#passed.from : from, to };
    this.#commitPassed();
  }

  #commitPassed(): void {
    const { from, to } = this.#passed;
    if (this.#committed < from || this.#committed >= to || this.#commits.size > 1 || !this.owned) return;
    void this.#commit(to).catch(() => undefined);
  }

  /** Handlers may commit behind the work: the last commits are waited for, and those that follow on them. */
  async #settleCommits(): Promise<void> {
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    await turn();
    while (this.#commits.size > 0 && !this.#taken.signal.aborted) {
      await Promise.race([Promise.all(this.#commits), this.#revoked()]);
      await turn();
    }
  }

  async #revoked(): Promise<void> {
    const { signal } = this.#taken;
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
}
