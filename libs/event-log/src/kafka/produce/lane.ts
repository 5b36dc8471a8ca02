import type { TopicPartition } from '../../port.ts';
import { deliver, type DeliveryParts, type LaneState } from './delivery.ts';
import { OutgoingBatch } from './outgoing.ts';

/** A batch takes no further call once it has grown so large. One call's records stay in one batch, up to `largestBytes`. */
const fullBytes = 524_288;
/** Below what the topics that we make take in one batch. */
const largestBytes = 15_728_640;
const firstCapacity = 2_048;

/** What is produced to one partition: one batch under way, and what waits meanwhile gathered for the next ones. */
export class ProduceLane {
  readonly #at: TopicPartition;
  readonly #parts: DeliveryParts;
  readonly #state: LaneState = { identity: undefined };
  #waiting: OutgoingBatch[] = [];
  #working: Promise<void> | undefined;
  #capacity = firstCapacity;

  constructor(at: TopicPartition, parts: DeliveryParts) {
    this.#at = at;
    this.#parts = parts;
  }

  /** The batch that a call's next record of about so many bytes goes to; `begun` is the one that it has begun, if it has. */
  batchFor(bytes: number, begun: OutgoingBatch | undefined): OutgoingBatch {
    const open = begun ?? this.#waiting.at(-1);
    const room = begun === undefined ? fullBytes : largestBytes;
    if (open !== undefined && open.bytes + bytes <= room) return open;
    const batch = new OutgoingBatch(Math.max(this.#capacity, bytes));
    this.#waiting.push(batch);
    return batch;
  }

  /** Sends what waits, at the end of the event loop's turn: calls that come together go together. */
  start(): void {
    this.#working ??= this.#work();
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  async #work(): Promise<void> {
    await new Promise((turn) => setImmediate(turn));
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      this.#capacity = Math.min(fullBytes, Math.ceil(batch.bytes * 1.25));
      try {
        await deliver(this.#at, batch, this.#state, this.#parts);
        batch.settle();
      } catch (error) {
        batch.settle(error);
      }
    }
    // In the same turn in which it found nothing more: what comes next is begun anew.
    this.#working = undefined;
  }
}
