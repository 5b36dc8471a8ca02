/** What a fault test collects while it runs and after the fault has healed and the lag is zero; the oracle judges it. */
import type { GroupOffset, PartitionOffsets } from '@streamforge/event-log/port';

/** One event of the test's producer: ids per key with a growing version. */
export interface Entry {
  readonly id: string;
  readonly key: string;
  /** Grows with each event of a key. */
  readonly version: number;
  /** A decimal that must add up, where the test sums. */
  readonly amount?: string;
}

/** What a client was told when it was refused, or what a dead letter says. */
export interface RefusalSeen {
  readonly code?: string | undefined;
  /** Topic, partition and offset, or file and line, or key, in any spelling. */
  readonly where?: string | undefined;
  readonly fix?: string | undefined;
  /** All that the client got to see. */
  readonly text: string;
}

export interface Evidence {
  /** The fault that was injected, in words; undefined for a run without one. */
  readonly fault?: string;
  /** The ledger: what the producer was told is durable. */
  readonly acknowledged: readonly Entry[];
  /** What each store holds at the end, by the store's name. */
  readonly stores: Readonly<Record<string, readonly Entry[]>>;
  /** Ids of the dead letters. */
  readonly deadLetters: readonly string[];
  /** Versions seen stored per key, in the order they were seen while the run lasted. */
  readonly seen?: Readonly<Record<string, readonly number[]>>;
  readonly committed: readonly GroupOffset[];
  readonly ends: readonly PartitionOffsets[];
  /** Per `topic:partition`, the offset after the last record whose effect is stored. */
  readonly storedUpTo?: Readonly<Record<string, number>>;
  readonly refusals?: readonly RefusalSeen[];
  readonly unhandledRejections?: readonly string[];
  readonly stateHash?: { readonly withFault: string; readonly without: string };
  readonly memory?: { readonly samplesBytes: readonly number[]; readonly capBytes: number };
  readonly handles?: { readonly samples: readonly number[]; readonly cap: number };
  /** Monotonic milliseconds: when the fault was over and when the lag was back at zero. */
  readonly recovery?: { readonly healedAt: number; readonly recoveredAt: number };
}
