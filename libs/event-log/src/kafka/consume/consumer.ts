/** A member of a group with what it has: its membership, a lane per partition, and the fetcher that feeds them. */
import type { StreamForgeError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { ConsumeOptions, Consumer, TopicPartition } from '../../port.ts';
import type { Cluster, Connections } from '../cluster.ts';
import { isForbidden, logFailure } from '../failure.ts';
import { Commits } from '../group/commits.ts';
import { Membership } from '../group/membership.ts';
import { Fetcher } from './fetcher.ts';
import { PartitionLane } from './lane.ts';
import { positionsOf } from './positions.ts';

/** Milliseconds between looks for added partitions. */
const lookMs = 10_000;
/** Milliseconds that a partition which moves away waits for its aborted batch to end. */
const abortedMs = 10_000;
const retryMs = 200;

export interface MemberTimes {
  /** Milliseconds without a sign of life after which a member is taken for dead. */
  readonly sessionMs: number;
  /** Milliseconds that the members of a group have to join its next generation. */
  readonly rebalanceMs: number;
  readonly heartbeatMs: number;
}

export interface ConsumerParts {
  readonly member: string;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly options: ConsumeOptions;
  readonly times: MemberTimes;
  /** What a batch may expand to. */
  readonly maxBatchBytes: number;
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}[${partition}]`;

export class KafkaConsumer implements Consumer {
  readonly member: string;
  readonly #parts: ConsumerParts;
  readonly #connections: Connections;
  readonly #lanes = new Map<string, PartitionLane>();
  readonly #fetcher: Fetcher;
  readonly #membership: Membership;
  readonly #commits: Commits;
  readonly #halt = new AbortController();
  #stopping: Promise<void> | undefined;
  #left: Promise<void> | undefined;

  constructor(parts: ConsumerParts) {
    const { cluster, clock, options: { group, topics, onCrash }, times } = parts;
    this.member = parts.member;
    this.#parts = parts;
    this.#connections = cluster.connections();
    const crashed = (error: StreamForgeError): void => onCrash?.(error);
    const common = { cluster, clock, connections: this.#connections, crashed };
    this.#fetcher = new Fetcher(common);
    this.#commits = new Commits({ membership: () => this.#membership, clock });
    this.#membership = new Membership({
      ...common, ...times, group, topics,
      assigned: (partitions) => this.#assigned(partitions),
      lost: () => this.#release([...this.#lanes.values()]),
    });
    void this.#lookAround();
  }

  assignment(): readonly TopicPartition[] {
    return [...this.#lanes.values()].filter(({ owned }) => owned && this.#stopping === undefined)
      .map(({ topic, partition }) => ({ topic, partition }))
      .toSorted((a, b) => (a.topic < b.topic ? -1 : Number(a.topic > b.topic)) || a.partition - b.partition);
  }

  async stop({ force = false }: { readonly force?: boolean } = {}): Promise<void> {
    this.#stopping ??= this.#finish();
    if (force) {
      this.#release([...this.#lanes.values()]);
      await this.#leave();
    } else {
      await this.#stopping;
    }
  }

  /** Looks at once whether topics have grown. */
  async lookForPartitions(): Promise<void> {
    await this.#membership.lookAround();
  }

  async #finish(): Promise<void> {
    this.#halt.abort();
    const lanes = [...this.#lanes.values()];
    for (const lane of lanes) lane.finish();
    await Promise.race([Promise.all(lanes.map(({ ended }) => ended)), this.#gone()]);
    await this.#leave();
  }

  /** Resolves when the member has left although its lanes have not ended. */
  async #gone(): Promise<void> {
    while (this.#left === undefined && this.#lanes.size > 0) await this.#parts.clock.sleep(retryMs);
  }

  async #leave(): Promise<void> {
    this.#left ??= this.#goodbye();
    await this.#left;
  }

  async #goodbye(): Promise<void> {
    this.#halt.abort();
    this.#fetcher.stop();
    await this.#membership.leave();
    this.#connections.close();
  }

  /** Gives up what is no longer the member's and takes on what is new. Whether something was given up, once it has ended. */
  async #assigned(partitions: readonly TopicPartition[]): Promise<boolean> {
    const names = new Set(partitions.map(nameOf));
    const gone = [...this.#lanes.values()].filter((lane) => !names.has(nameOf(lane)));
    this.#release(gone);
    void this.#begin(partitions.filter((at) => !this.#lanes.has(nameOf(at))));
    const waited = new AbortController();
    const patience = this.#parts.clock.sleep(abortedMs, waited.signal).catch(() => undefined);
    await Promise.race([Promise.all(gone.map(({ ended }) => ended)), patience]);
    waited.abort();
    return gone.length > 0;
  }

  #release(lanes: readonly PartitionLane[]): void {
    for (const lane of lanes) {
      lane.revoke();
      this.#lanes.delete(nameOf(lane));
      this.#fetcher.remove(lane);
    }
  }

  /** Starts lanes where the group stands; tried until it is known, or the partitions are no longer wanted. */
  async #begin(partitions: readonly TopicPartition[]): Promise<void> {
    const { cluster, clock, options, maxBatchBytes } = this.#parts;
    while (partitions.length > 0 && !this.#halt.signal.aborted) {
      const { term } = this.#membership;
      try {
        const positions = await positionsOf(partitions, { cluster, options, act: (call) => this.#membership.act(call) });
        if (this.#membership.term !== term) continue;
        for (const { offset: position, ...at } of positions) {
          if (this.#halt.signal.aborted || this.#lanes.has(nameOf(at)) || !this.#membership.owns(at)) continue;
          const lane = new PartitionLane({
            at, position, options, clock, maxBatchBytes,
            commit: (offset, owned) => this.#commits.commit({ ...at, offset }, owned),
            confirm: () => this.#membership.confirm(),
            drained: () => this.#fetcher.wake(),
          });
          this.#lanes.set(nameOf(at), lane);
          this.#fetcher.add(lane);
        }
        return;
      } catch (error) {
        if (isForbidden(error)) {
          options.onCrash?.(logFailure(error, {}, { about: `group ${options.group}` }));
          return;
        }
        this.#membership.doubt(error);
        await clock.sleep(retryMs, this.#halt.signal).catch(() => undefined);
        if (!partitions.some((at) => this.#membership.owns(at))) return;
      }
    }
  }

  async #lookAround(): Promise<void> {
    const { clock } = this.#parts;
    while (!this.#halt.signal.aborted) {
      await clock.sleep(lookMs, this.#halt.signal).catch(() => undefined);
      await this.lookForPartitions().catch(() => undefined);
    }
  }
}
