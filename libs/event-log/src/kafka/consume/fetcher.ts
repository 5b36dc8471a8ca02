/** Fetches for the lanes of one member: one request under way per broker, for all of its partitions that want more. */
import type { StreamForgeError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { LostRange } from '../../port.ts';
import type { Cluster, Connections } from '../cluster.ts';
import { BrokerError, isForbidden, logFailure } from '../failure.ts';
import { fetch, listOffsets, type FetchedPartition } from '../wire/fetch.ts';
import type { PartitionLane } from './lane.ts';

const limits = { maxBytes: 8_388_608, partitionBytes: 1_048_576 } as const;
/** Milliseconds that a broker waits for records when every partition waits for some, and when others have enough for the moment. */
const idleMs = 500;
const busyMs = 25;
const troubleMs = 200;

export interface FetcherParts {
  readonly cluster: Cluster;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly crashed: (error: StreamForgeError) => void;
}

export class Fetcher {
  readonly #parts: FetcherParts;
  readonly #halt = new AbortController();
  /** Lanes and the broker that leads their partition, once that is known. */
  readonly #leaders = new Map<PartitionLane, number | undefined>();
  readonly #loops = new Map<number, Promise<void>>();
  #placing = false;
  #woken = Promise.withResolvers<void>();

  constructor(parts: FetcherParts) {
    this.#parts = parts;
  }

  add(lane: PartitionLane): void {
    this.#leaders.set(lane, undefined);
    void this.#place();
  }

  remove(lane: PartitionLane): void {
    this.#leaders.delete(lane);
    this.wake();
  }

  /** A lane wants more. */
  wake(): void {
    this.#woken.resolve();
    this.#woken = Promise.withResolvers<void>();
  }

  stop(): void {
    this.#halt.abort();
    this.#leaders.clear();
    this.wake();
  }

  /** Finds the leaders of lanes that have none, until each has one. */
  async #place(): Promise<void> {
    if (this.#placing) return;
    this.#placing = true;
    const { cluster, clock } = this.#parts;
    for (let homeless = this.#homeless(); homeless.length > 0; homeless = this.#homeless()) {
      for (const lane of homeless) {
        const leader = await cluster.leader(lane).catch(() => undefined);
        if (leader === undefined) await cluster.look(lane.topic).catch(() => undefined);
        else if (this.#leaders.has(lane)) this.#leaders.set(lane, leader);
      }
      for (const leader of this.#leaders.values()) {
        if (leader !== undefined && !this.#loops.has(leader)) this.#loops.set(leader, this.#loop(leader));
      }
      this.wake();
      if (this.#homeless().length > 0) await clock.sleep(troubleMs, this.#halt.signal).catch(() => undefined);
    }
    this.#placing = false;
  }

  #homeless(): readonly PartitionLane[] {
    return [...this.#leaders].filter(([, leader]) => leader === undefined).map(([lane]) => lane);
  }

  async #loop(node: number): Promise<void> {
    for (let lanes = this.#lanesOf(node); lanes.length > 0; lanes = this.#lanesOf(node)) {
      const wanting = lanes.filter(({ wanted }) => wanted !== undefined);
      if (wanting.length === 0) await this.#woken.promise;
      else await this.#fetch(node, wanting, wanting.length === lanes.length ? idleMs : busyMs);
    }
    this.#loops.delete(node);
  }

  #lanesOf(node: number): readonly PartitionLane[] {
    return [...this.#leaders].filter(([, leader]) => leader === node).map(([lane]) => lane);
  }

  async #fetch(node: number, lanes: readonly PartitionLane[], waitMs: number): Promise<void> {
    const { cluster, connections } = this.#parts;
    const asked = new Map(lanes.map((lane) => [`${lane.topic}[${lane.partition}]`, { lane, from: lane.wanted ?? 0 }]));
    const wanted = [...asked.values()].map(({ lane: { topic, partition }, from }) => ({ topic, partition, offset: from }));
    try {
      const answers = await cluster.tell(node, fetch(wanted, { ...limits, waitMs }), connections);
      for (const answer of answers) {
        const one = asked.get(`${answer.topic}[${answer.partition}]`);
        if (one === undefined) continue;
        if (answer.errorCode === 0) one.lane.arrive(one.from, answer);
        else await this.#refused(one.lane, one.from, answer);
      }
    } catch {
      await this.#move(lanes);
    }
  }

  async #refused(lane: PartitionLane, from: number, { errorCode }: FetchedPartition): Promise<void> {
    const error = new BrokerError(errorCode);
    if (error.type === 'OFFSET_OUT_OF_RANGE') return await this.#outOfRange(lane, from);
    if (isForbidden(error)) {
      this.#leaders.delete(lane);
      this.#parts.crashed(logFailure(error, lane));
      return undefined;
    }
    return await this.#move([lane]);
  }

  /** The offset is not in the log any more, or not yet: says what is lost and goes on where the log does. */
  async #outOfRange(lane: PartitionLane, from: number): Promise<void> {
    const { cluster } = this.#parts;
    const { topic, partition } = lane;
    const [[start], [end]] = await Promise.all([
      cluster.lead(lane, listOffsets('start', [lane])), cluster.lead(lane, listOffsets('end', [lane])),
    ]);
    if (start === undefined || end === undefined || start.errorCode !== 0 || end.errorCode !== 0) return;
    const lost = (range: Pick<LostRange, 'from' | 'to' | 'cause'>, next: number): void => lane.arriveLost(from, { topic, partition, ...range }, next);
    if (from < start.offset) lost({ from, to: start.offset, cause: 'retention' }, start.offset);
    else if (from > end.offset) lost({ from: end.offset, to: from, cause: 'truncated' }, end.offset);
  }

  /** Looks anew for the leaders of the lanes. */
  async #move(lanes: readonly PartitionLane[]): Promise<void> {
    const { cluster, clock } = this.#parts;
    for (const lane of lanes) {
      if (this.#leaders.has(lane)) this.#leaders.set(lane, undefined);
    }
    await clock.sleep(troubleMs, this.#halt.signal).catch(() => undefined);
    await Promise.all([...new Set(lanes.map(({ topic }) => topic))].map((topic) => cluster.look(topic).catch(() => undefined)));
    void this.#place();
  }
}
