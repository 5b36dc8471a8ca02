import type { StreamForgeError } from '@streamforge/contracts/errors';
import type { TopicPartition } from '@streamforge/event-log/port';

/** A partition in the hands of a service: two services of one host may read the same topic. */
export interface PartitionPlace extends TopicPartition {
  readonly service: string;
}

/** Why a partition does not work: it waits for something outside and goes on by itself, or it was stopped for a person. */
export interface Halt {
  readonly kind: 'waits' | 'stopped';
  readonly cause: StreamForgeError;
}

interface Halted extends Halt {
  readonly place: PartitionPlace;
}

const nameOf = ({ service, topic, partition }: PartitionPlace): string => `${service} ${topic}[${partition}]`;

/** The partitions of a host that are not simply working, for readiness and metrics. */
export class PartitionStates {
  readonly #halted = new Map<string, Halted>();

  halt(place: PartitionPlace, halt: Halt): void {
    this.#halted.set(nameOf(place), { ...halt, place });
  }

  /** The partition goes on, or is no longer this member's. */
  clear(place: PartitionPlace): void {
    this.#halted.delete(nameOf(place));
  }

  /** How many partitions of a topic wait or stand. */
  halted(service: string, topic: string): number {
    return [...this.#halted.values()].filter(({ place }) => place.service === service && place.topic === topic).length;
  }

  /** One sentence for each partition that does not work, empty when all do. */
  describe(): readonly string[] {
    return [...this.#halted].map(([name, { kind, cause }]) => `${name} ${kind}: ${cause.code} ${cause.message} ${cause.fix}`);
  }
}
