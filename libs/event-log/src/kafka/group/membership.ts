/**
 * One member of a group: joins, keeps its place with heartbeats of its own (however long handlers take), joins again when the group
 * changes, and leaves. What it has is taken away only when it moves to another member or when the place was lost.
 */
import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { TopicPartition } from '../../port.ts';
import type { Cluster, Connections } from '../cluster.ts';
import type { Call } from '../connection.ts';
import { BrokerError, brokerErrorType, logFailure } from '../failure.ts';
import { heartbeat, joinGroup, leaveGroup, syncGroup, type Joined, type Membership as Place } from '../wire/groups.ts';
import { divide } from './balance.ts';
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription, protocolName } from './protocol.ts';

const firstWait = 100;
const longestWait = 3_000;
/** Milliseconds that a member which leaves waits for a join under way. */
const leavingMs = 1_000;

/** Errors after which the member's place, and with it all it had, is lost. */
const placeLost: ReadonlySet<string> = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);
/** Errors that neither waiting nor joining again can heal. */
const hopeless: ReadonlySet<string> = new Set([
  'GROUP_AUTHORIZATION_FAILED', 'TOPIC_AUTHORIZATION_FAILED', 'INCONSISTENT_GROUP_PROTOCOL', 'INVALID_GROUP_ID', 'INVALID_SESSION_TIMEOUT',
  'GROUP_MAX_SIZE_REACHED',
]);

export interface MembershipParts {
  readonly cluster: Cluster;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly group: string;
  readonly topics: readonly string[];
  readonly sessionMs: number;
  readonly rebalanceMs: number;
  readonly heartbeatMs: number;
  /** What the member has from now on; resolves to whether something was taken from it, once that has ended. */
  readonly assigned: (partitions: readonly TopicPartition[]) => Promise<boolean>;
  /** All that the member had may be another's now. */
  readonly lost: () => void;
  readonly crashed: (error: StreamForgeError) => void;
}

export class Membership {
  readonly #parts: MembershipParts;
  readonly #halt = new AbortController();
  readonly #running: Promise<void>;
  #place: Place;
  #coordinator: number | undefined;
  #owned: readonly TopicPartition[] = [];
  /** Generation of what is owned. */
  #ownedSince = -1;
  #lastBeat: number;
  /** Topics' partition counts as the leader divided them; undefined for a member that does not lead. */
  #divided: ReadonlyMap<string, number> | undefined;
  #again = new AbortController();
  /** Without it nothing is done in the member's name: brokers would take it for a seek from outside. */
  #inGeneration = false;
  #joined = Promise.withResolvers<void>();

  constructor(parts: MembershipParts) {
    this.#parts = parts;
    this.#place = { group: parts.group, member: '', generation: -1 };
    this.#lastBeat = parts.clock.monotonic();
    this.#joined.promise.catch(() => undefined);
    this.#running = this.#run();
  }

  /** Sends to the group's coordinator as this member, once it is in a generation. Rejects with what the broker says. */
  async act<Answer>(call: (place: Place) => Call<Answer>): Promise<Answer> {
    while (!this.#inGeneration) await this.#joined.promise;
    return await this.#tell(call(this.#place));
  }

  /** Number of the generation that gave the member what it has. */
  get term(): number {
    return this.#ownedSince;
  }

  /** Whether the group has given the partition to this member. */
  owns({ topic, partition }: TopicPartition): boolean {
    return this.#owned.some((at) => at.topic === topic && at.partition === partition);
  }

  /** Makes sure that the place is kept, when the process may have stood still. */
  async confirm(): Promise<void> {
    const { clock, heartbeatMs } = this.#parts;
    if (clock.monotonic() - this.#lastBeat < 3 * heartbeatMs) return;
    await this.act(heartbeat).then(() => this.#lastBeat = clock.monotonic()).catch((error: unknown) => {
      if (placeLost.has(brokerErrorType(error) ?? '')) this.#losePlace();
    });
  }

  /** Says that the broker refused what the member did: its place may be gone. */
  doubt(error: unknown): void {
    this.#note(error);
    if (brokerErrorType(error) === 'REBALANCE_IN_PROGRESS') this.#again.abort();
  }

  /** The leader looks whether topics have grown, and divides anew if so. */
  async lookAround(): Promise<void> {
    if (this.#divided === undefined) return;
    for (const [topic, count] of this.#divided) {
      if ((await this.#parts.cluster.look(topic)).partitions.length !== count) this.#again.abort();
    }
  }

  /** Leaves the group; the others divide what it had at once. */
  async leave(): Promise<void> {
    this.#halt.abort();
    this.#again.abort();
    await this.#ended();
    this.#hold();
    this.#joined.reject(new RetryableError('LOG_UNAVAILABLE', 'The consumer has stopped.'));
    // Over a connection that no join under way holds up.
    if (this.#place.member === '' || this.#coordinator === undefined) return;
    await this.#parts.cluster.tell(this.#coordinator, leaveGroup(this.#place)).catch(() => undefined);
  }

  /** Resolves when nothing is done any more, or soon: a join waits for members that may be dead, and ends when its connection does. */
  async #ended(): Promise<void> {
    const done = new AbortController();
    await Promise.race([this.#running, this.#parts.clock.sleep(leavingMs, done.signal).catch(() => undefined)]);
    done.abort();
  }

  async #run(): Promise<void> {
    let wait = firstWait;
    while (!this.#halt.signal.aborted) {
      try {
        await this.#join();
        wait = firstWait;
        await this.#keep();
      } catch (error) {
        if (this.#halt.signal.aborted) return;
        this.#note(error);
        if (hopeless.has(brokerErrorType(error) ?? '')) {
          this.#losePlace();
          this.#parts.crashed(logFailure(error, {}, { about: `group ${this.#parts.group}` }));
          return;
        }
        await this.#parts.clock.sleep(wait, this.#halt.signal).catch(() => undefined);
        wait = Math.min(longestWait, wait * 2);
      }
    }
  }

  /** Draws the conclusions from an error: whether the coordinator moved, or the place is lost. */
  #note(error: unknown): void {
    const type = brokerErrorType(error) ?? '';
    const { clock, sessionMs } = this.#parts;
    if (!(error instanceof BrokerError) || type.includes('COORDINATOR')) this.#coordinator = undefined;
    if (placeLost.has(type) || clock.monotonic() - this.#lastBeat > sessionMs) this.#losePlace();
  }

  /** Joins the next generation, as its leader divides the partitions, and takes over what it is given. */
  async #join(): Promise<void> {
    this.#again = new AbortController();
    this.#hold();
    const { group, rebalanceMs, clock, assigned } = this.#parts;
    const joined = await this.#ask();
    this.#place = { group, member: joined.member, generation: joined.generation };
    const division = joined.leader === joined.member ? await this.#divide(joined) : [];
    const answer = await this.#tell(syncGroup(this.#place, division, rebalanceMs));
    this.#lastBeat = clock.monotonic();
    const partitions = decodeAssignment(answer);
    this.#owned = partitions;
    this.#ownedSince = joined.generation;
    this.#inGeneration = true;
    this.#joined.resolve();
    if (await this.#whileBeating(assigned(partitions))) this.#again.abort();
  }

  async #ask(): Promise<Joined> {
    const { group, topics, sessionMs, rebalanceMs } = this.#parts;
    const metadata = encodeSubscription({ topics, generation: this.#ownedSince, owned: this.#owned });
    const join = { group, sessionMs, rebalanceMs, metadata, protocol: protocolName };
    const first = await this.#tell(joinGroup({ ...join, member: this.#place.member }));
    const required = new BrokerError(first.errorCode).type === 'MEMBER_ID_REQUIRED';
    const joined = required ? await this.#tell(joinGroup({ ...join, member: first.member })) : first;
    if (joined.errorCode !== 0) throw new BrokerError(joined.errorCode);
    return joined;
  }

  async #divide({ members }: Joined): Promise<readonly (readonly [string, Uint8Array])[]> {
    const subscriptions = new Map(members.map(({ member, metadata }) => [member, decodeSubscription(metadata)]));
    const topics = new Set([...subscriptions.values()].flatMap((subscription) => subscription.topics));
    const counts = new Map<string, number>();
    for (const topic of topics) counts.set(topic, await this.#partitionsOf(topic));
    this.#divided = counts;
    return [...divide(subscriptions, counts)].map(([member, partitions]) => [member, encodeAssignment(partitions)]);
  }

  /** How many partitions a topic has; none where it is gone. Any other error ends this join: a topic that can't be seen now is not taken from anybody. */
  async #partitionsOf(topic: string): Promise<number> {
    try {
      return (await this.#parts.cluster.look(topic)).partitions.length;
    } catch (error) {
      if (error instanceof StreamForgeError && error.code === 'TOPIC_UNKNOWN') return 0;
      throw error;
    }
  }

  /** Heartbeats until the group changes, this member must join again, or it leaves. */
  async #keep(): Promise<void> {
    const { clock, heartbeatMs } = this.#parts;
    while (!this.#halt.signal.aborted && !this.#again.signal.aborted) {
      await clock.sleep(heartbeatMs, this.#again.signal).catch(() => undefined);
      if (this.#again.signal.aborted) return;
      if (await this.#beat()) return;
    }
  }

  /** Whether the group is changing. */
  async #beat(): Promise<boolean> {
    try {
      await this.#tell(heartbeat(this.#place));
    } catch (error) {
      const type = brokerErrorType(error) ?? '';
      if (type === 'REBALANCE_IN_PROGRESS') return true;
      this.#note(error);
      if (hopeless.has(type)) throw error;
      return placeLost.has(type);
    }
    this.#lastBeat = this.#parts.clock.monotonic();
    return false;
  }

  async #whileBeating<Result>(work: Promise<Result>): Promise<Result> {
    const done = new AbortController();
    const beating = async (): Promise<void> => {
      while (!done.signal.aborted) {
        await this.#parts.clock.sleep(this.#parts.heartbeatMs, done.signal);
        await this.#tell(heartbeat(this.#place)).catch(() => undefined);
      }
    };
    void beating().catch(() => undefined);
    try {
      return await work;
    } finally {
      done.abort();
    }
  }

  #losePlace(): void {
    const hadPlace = this.#owned.length > 0;
    this.#owned = [];
    this.#ownedSince = -1;
    this.#place = { ...this.#place, member: '', generation: -1 };
    this.#divided = undefined;
    this.#hold();
    this.#again.abort();
    if (hadPlace) this.#parts.lost();
  }

  /** What acts as the member waits until it is in a generation again. */
  #hold(): void {
    if (!this.#inGeneration) return;
    this.#inGeneration = false;
    this.#joined = Promise.withResolvers<void>();
    this.#joined.promise.catch(() => undefined);
  }

  async #tell<Answer>(call: Call<Answer>): Promise<Answer> {
    const { cluster, connections, group } = this.#parts;
    this.#coordinator ??= await cluster.coordinator(group);
    return await cluster.tell(this.#coordinator, call, connections);
  }
}
