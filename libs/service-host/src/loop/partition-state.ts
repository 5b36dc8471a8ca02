import type { RetryableError } from '@streamforge/contracts/errors';

/** What a partition is doing, for readiness: working, waiting for something outside, or stopped for a person. */
export type PartitionState =
  | { readonly kind: 'working' }
  | { readonly kind: 'paused'; readonly cause: RetryableError }
  | { readonly kind: 'stopped'; readonly reason: string };

/** The states of all partitions of a service that are not simply working. */
export class PartitionStates {
  readonly #states = new Map<string, PartitionState>();

  set(topic: string, partition: number, state: PartitionState): void {
    const name = `${topic}[${partition}]`;
    if (state.kind === 'working') this.#states.delete(name);
    else this.#states.set(name, state);
  }

  /** How many partitions of a topic wait or stand. */
  halted(topic: string): number {
    return [...this.#states.keys()].filter((name) => name.startsWith(`${topic}[`)).length;
  }

  /** One sentence for each partition that does not work, empty when all do. */
  describe(): readonly string[] {
    return [...this.#states].map(([name, state]) => {
      if (state.kind === 'paused') return `${name} waits: ${state.cause.code} ${state.cause.message}`;
      return state.kind === 'stopped' ? `${name} stopped: ${state.reason}` : '';
    });
  }
}
