/** Committed offsets of all groups: a mirror of the file that changes only when a change is durable. */
import type { SqliteThread } from '@streamforge/sqlite/thread';
import type { GroupOffset } from '../port.ts';
import { logError } from '../log-errors.ts';
import type { CommittedState, LogOperations } from './operations.ts';
import type { Partition, Registry } from './registry.ts';

export class Positions {
  readonly #thread: SqliteThread<LogOperations>;
  readonly #registry: Registry;
  readonly #groups = new Map<string, Map<number, number>>();

  constructor(thread: SqliteThread<LogOperations>, registry: Registry, committed: readonly CommittedState[]) {
    this.#thread = thread;
    this.#registry = registry;
    this.#keep(committed);
  }

  /** A group's committed offset of a partition, if it has one. */
  of(group: string, partition: Partition): number | undefined {
    return this.#groups.get(group)?.get(partition.id);
  }

  /** Lowest committed offset of any group that reads the partition; infinite when none does. */
  lowest({ id }: Partition): number {
    return [...this.#groups.values()].reduce((least, offsets) => Math.min(least, offsets.get(id) ?? Infinity), Infinity);
  }

  /** Makes the offsets the group's, durably. */
  async commit(group: string, offsets: readonly (readonly [Partition, number])[]): Promise<void> {
    const positions = offsets.map(([{ id }, next]) => ({ group, partition: id, next }));
    try {
      await this.#thread.write('commit', positions);
    } catch (error) {
      throw logError(error);
    }
    this.#keep(positions);
  }

  /** Offsets of one group or of all, by group, topic and partition. */
  list(group: string | undefined): readonly GroupOffset[] {
    const names = group === undefined ? [...this.#groups.keys()].toSorted() : [group];
    const partitions = this.#registry.topics().flatMap((topic) => topic.partitions);
    return names.flatMap((name) => partitions.flatMap((partition) => {
      const committed = this.of(name, partition);
      return committed === undefined ? [] : [{ group: name, topic: partition.topic, partition: partition.partition, committed }];
    }));
  }

  #keep(positions: readonly CommittedState[]): void {
    for (const { group, partition, next } of positions) {
      const offsets = this.#groups.get(group) ?? new Map<number, number>();
      this.#groups.set(group, offsets.set(partition, next));
    }
  }
}
