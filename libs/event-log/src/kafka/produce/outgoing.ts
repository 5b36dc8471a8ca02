import { BatchBuilder } from '../format/batch-builder.ts';
import type { OutgoingRecord } from '../../port.ts';

/** A call whose records wait in some partitions' batches. */
export interface ProduceCall {
  /** Milliseconds of the monotonic clock at which it is given up. */
  readonly deadline: number;
  settled(batch: OutgoingBatch, error?: unknown): void;
}

/** Records of one partition that go together, of one call or of several that waited at the same time. */
export class OutgoingBatch {
  readonly calls = new Set<ProduceCall>();
  readonly #builder: BatchBuilder;
  /** Offset of the first record, once the broker gave it. */
  baseOffset = -1;

  constructor(capacity: number) {
    this.#builder = new BatchBuilder(capacity);
  }

  get builder(): BatchBuilder {
    return this.#builder;
  }

  get bytes(): number {
    return this.#builder.length;
  }

  /** When the first of its calls is given up. */
  get deadline(): number {
    return Math.min(...[...this.calls].map(({ deadline }) => deadline));
  }

  add(call: ProduceCall, key: Uint8Array | null, { value, headers }: OutgoingRecord, timestamp: number): number {
    this.calls.add(call);
    return this.#builder.add(key, value, headers, timestamp);
  }

  settle(error?: unknown): void {
    for (const call of this.calls) call.settled(this, error);
  }
}
