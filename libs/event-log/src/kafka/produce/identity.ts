import type { Cluster } from '../cluster.ts';
import { initProducerId } from '../wire/produce.ts';

/** Who produces to one partition, and how many records it has sent: by both the broker tells a repeated batch from a new one. */
export interface Identity {
  readonly producerId: bigint;
  readonly epoch: number;
  /** Sequence number of the next record. */
  sequence: number;
}

const sequences = 2 ** 31;

/** Sequence numbers begin again at zero after the largest. */
export const sequenceAfter = (sequence: number, count: number): number => (sequence + count) % sequences;

/** An identity that no other producer has. */
export const newIdentity = async (cluster: Cluster): Promise<Identity> => ({ ...await cluster.ask(initProducerId()), sequence: 0 });
