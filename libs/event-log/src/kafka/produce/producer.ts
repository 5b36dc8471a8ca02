/**
 * Producing as ADR 0017 has it: partitioned first, one partition per send, one send under way per partition, idempotent,
 * acknowledged by all replicas in sync, and the acknowledgement checked to be of that partition.
 */
import { RetryableError } from '@streamforge/contracts/errors';
import { keyCache } from '../../partitioner.ts';
import type { Coordinates, OutgoingRecord } from '../../port.ts';
import { router, type Route } from '../../routing.ts';
import type { TopicState } from '../wire/metadata.ts';
import type { DeliveryParts } from './delivery.ts';
import { ProduceLane } from './lane.ts';
import type { OutgoingBatch, ProduceCall } from './outgoing.ts';

export interface ProducerParts extends DeliveryParts {
  /** Bytes that may wait for their acknowledgement before more are refused. */
  readonly maxPendingBytes: number;
  /** Milliseconds after which a call that could not be acknowledged is given up. */
  readonly deliveryMs: number;
}

/** Room that a record takes beside its value, roughly. */
const sizeOf = ({ value, headers }: OutgoingRecord, key: Uint8Array | null): number =>
  (value?.length ?? 0) + (key?.length ?? 0) + 16 + (headers?.reduce((sum, [name, header]) => sum + name.length + header.length + 2, 0) ?? 0);

export class Producer {
  readonly #parts: ProducerParts;
  readonly #route = router(keyCache());
  readonly #lanes = new Map<string, ProduceLane[]>();
  readonly #open = new Set<Promise<unknown>>();
  #pendingBytes = 0;

  constructor(parts: ProducerParts) {
    this.#parts = parts;
  }

  /** Appends the records of one call. Throws at once what is wrong with them or BACKPRESSURE, before any of them is sent. */
  append(topic: TopicState, records: readonly OutgoingRecord[]): Promise<readonly Coordinates[]> {
    if (this.#pendingBytes >= this.#parts.maxPendingBytes) {
      throw new RetryableError('BACKPRESSURE', `${this.#pendingBytes} bytes wait to be written.`, { topic: topic.name });
    }
    const appending = this.#gather(topic, records, this.#route(topic, records));
    const settled = appending.catch(() => undefined).finally(() => this.#open.delete(settled));
    this.#open.add(settled);
    return appending;
  }

  /** Resolves when no call waits any more. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  /** Copies the records into their batches: from here on nothing of them is kept while they wait for the broker. */
  #gather({ name: topic }: TopicState, records: readonly OutgoingRecord[], { partitions, keys }: Route): Promise<readonly Coordinates[]> {
    const { clock, deliveryMs } = this.#parts;
    const timestamp = Math.floor(clock.now());
    const { promise, resolve, reject } = Promise.withResolvers<readonly Coordinates[]>();
    const open = new Set<OutgoingBatch>();
    let failure: { readonly error: unknown } | undefined;
    let bytes = 0;
    const indexes = new Uint32Array(records.length);
    const call: ProduceCall = {
      deadline: clock.monotonic() + deliveryMs,
      settled: (batch, error) => {
        if (error !== undefined) failure ??= { error };
        open.delete(batch);
        if (open.size > 0) return;
        this.#pendingBytes -= bytes;
        if (failure !== undefined) reject(failure.error);
        else resolve(batches.map(({ baseOffset }, index) => ({ topic, partition: partitions[index] as number, offset: baseOffset + (indexes[index] as number) })));
      },
    };
    const lanes = this.#lanesOf(topic);
    const begun = new Map<number, OutgoingBatch>();
    const batches = records.map((record, index) => {
      const partition = partitions[index] as number;
      const key = keys[index] as Uint8Array | null;
      lanes[partition] ??= new ProduceLane({ topic, partition }, this.#parts);
      const batch = lanes[partition].batchFor(sizeOf(record, key), begun.get(partition));
      begun.set(partition, batch);
      open.add(batch);
      const before = batch.bytes;
      indexes[index] = batch.add(call, key, record, timestamp);
      bytes += batch.bytes - before;
      return batch;
    });
    this.#pendingBytes += bytes;
    for (const partition of begun.keys()) lanes[partition]?.start();
    return promise;
  }

  #lanesOf(topic: string): ProduceLane[] {
    const known = this.#lanes.get(topic) ?? [];
    this.#lanes.set(topic, known);
    return known;
  }
}
