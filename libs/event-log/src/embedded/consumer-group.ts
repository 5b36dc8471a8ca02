/** A group's members in this process. Members come and go; each time the partitions are spread anew and those that move change hands. */
import type { ConsumeOptions, Consumer, TopicPartition } from '../port.ts';
import { assign } from '../assignment.ts';
import { PartitionLoop, type LoopParts } from './partition-loop.ts';
import type { Partition } from './registry.ts';

interface Member {
  readonly member: string;
  readonly options: ConsumeOptions;
}

interface Holding {
  readonly member: string;
  readonly loop: PartitionLoop;
}

export interface GroupParts extends Omit<LoopParts, 'partition' | 'options' | 'after'> {
  /** Partitions of a topic as they are now. */
  readonly partitionsOf: (topic: string) => readonly Partition[];
}

export class ConsumerGroup {
  readonly #parts: GroupParts;
  /** In the order in which they joined. */
  #members: readonly Member[] = [];
  readonly #holdings = new Map<Partition, Holding>();
  /** When the last owner of a partition has ended. */
  readonly #free = new Map<Partition, Promise<void>>();
  /** Loops of members that left and still finish their batches. */
  readonly #finishing = new Map<string, readonly PartitionLoop[]>();

  constructor(parts: GroupParts) {
    this.#parts = parts;
  }

  /** Whether anyone could still commit. */
  get active(): boolean {
    return this.#members.length > 0 || this.#finishing.size > 0;
  }

  /** Takes a member in. */
  join(member: string, options: ConsumeOptions): Consumer {
    const joined = { member, options };
    this.#members = [...this.#members, joined];
    this.rebalance();
    let stopped: Promise<void> | undefined;
    return {
      member,
      assignment: () => this.#held(member),
      stop: async ({ force = false } = {}) => {
        stopped ??= this.#leave(joined);
        if (force) this.#abandon(member);
        else await stopped;
      },
    };
  }

  /** Spreads the partitions over the members; those that change hands leave their old owner first. */
  rebalance(): void {
    const topics = new Set(this.#members.flatMap(({ options }) => options.topics));
    const partitions = [...topics].toSorted().flatMap((topic) => this.#parts.partitionsOf(topic));
    const members = this.#members.map(({ member, options }) => ({ member, topics: options.topics }));
    const owners = new Map([...this.#holdings].map(([partition, { member }]) => [partition, member]));
    const assigned = assign(partitions, members, owners);
    for (const [partition, { member, loop }] of this.#holdings) {
      if (assigned.get(partition) !== member) this.#release(partition, loop, () => loop.revoke());
    }
    for (const [partition, member] of assigned) {
      if (!this.#holdings.has(partition)) this.#take(partition, member);
    }
  }

  /** Ends every member; open batches are aborted. */
  close(): void {
    for (const member of this.#finishing.keys()) this.#abandon(member);
    this.#members = [];
    this.rebalance();
  }

  #take(partition: Partition, member: string): void {
    const options = this.#members.find((each) => each.member === member)?.options;
    if (options === undefined) return;
    const after = this.#free.get(partition) ?? Promise.resolve();
    this.#holdings.set(partition, { member, loop: new PartitionLoop({ ...this.#parts, partition, options, after }) });
  }

  #release(partition: Partition, loop: PartitionLoop, end: () => void): void {
    this.#holdings.delete(partition);
    this.#free.set(partition, loop.ended);
    end();
  }

  #held(member: string): readonly TopicPartition[] {
    return [...this.#holdings].filter(([, holding]) => holding.member === member)
      .map(([{ topic, partition }]) => ({ topic, partition }))
      .toSorted((a, b) => (a.topic < b.topic ? -1 : Number(a.topic > b.topic)) || a.partition - b.partition);
  }

  async #leave(leaving: Member): Promise<void> {
    const { member } = leaving;
    const held = [...this.#holdings].filter(([, holding]) => holding.member === member);
    const loops = held.map(([, { loop }]) => loop);
    this.#finishing.set(member, loops);
    for (const [partition, { loop }] of held) this.#release(partition, loop, () => loop.finish());
    this.#members = this.#members.filter((each) => each !== leaving);
    this.rebalance();
    await Promise.all(loops.map(({ ended }) => ended));
    this.#finishing.delete(member);
  }

  /** A member that is not waited for: its open batches are aborted and can't commit any more. */
  #abandon(member: string): void {
    for (const loop of this.#finishing.get(member) ?? []) loop.revoke();
    this.#finishing.delete(member);
  }
}
