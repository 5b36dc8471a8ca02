/** What the adapter knows of the cluster: its brokers, its topics, and who leads each partition. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { HostAndPort } from '@streamforge/contracts/endpoint';
import type { TopicPartition } from '../port.ts';
import { BrokerConnection, type Call, type ConnectionParts } from './connection.ts';
import { BrokerError, connectionCode, isForbidden, logFailure, unknownTopic } from './failure.ts';
import { findCoordinator } from './wire/groups.ts';
import { onceSettled } from './settling.ts';
import { metadata, type ClusterState, type TopicState } from './wire/metadata.ts';

/** Milliseconds after which a topic is looked up again, so that added partitions are noticed. */
const topicMaxAge = 20_000;

/** Milliseconds for which calls wait while leaders are on the move. */
const settleMs = 8_000;

interface KnownTopic {
  readonly state: TopicState;
  readonly seenAt: number;
}

export class Cluster {
  readonly #parts: ConnectionParts;
  readonly #clock: Clock;
  readonly #seeds: readonly BrokerConnection[];
  #addresses: ReadonlyMap<number, HostAndPort> = new Map();
  readonly #connections: Connections;
  readonly #topics = new Map<string, KnownTopic>();
  readonly #lookups = new Map<string, Promise<TopicState>>();

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#clock = parts.clock;
    this.#seeds = parts.settings.seeds.map((seed) => new BrokerConnection(seed, parts));
    this.#connections = this.connections();
  }

  /** Connections of one's own to the brokers: brokers answer the requests of a connection one after another. */
  connections(): Connections {
    return new Connections((node) => this.#addresses.get(node), this.#parts);
  }

  get nodes(): readonly number[] {
    return [...this.#addresses.keys()];
  }

  /** Asks any broker; rejects with the most telling error when none answers. */
  async ask<Answer>(call: Call<Answer>): Promise<Answer> {
    const errors: unknown[] = [];
    for (const connection of this.#candidates()) {
      try {
        return await connection.send(call);
      } catch (error) {
        if (error instanceof BrokerError) throw error;
        errors.push(error);
      }
    }
    throw errors.find((error) => connectionCode(error) !== 'BACKEND_UNREACHABLE') ?? errors.at(-1);
  }

  /** Looks up topics, or all of them, and keeps what is said. */
  async refresh(topics: readonly string[] | null): Promise<ClusterState> {
    const state = await this.ask(metadata(topics));
    this.#addresses = new Map(state.nodes.map(({ node, host, port }) => [node, { host, port }]));
    const seenAt = this.#clock.monotonic();
    for (const topic of state.topics) {
      if (topic.errorCode === 0) this.#topics.set(topic.name, { state: topic, seenAt });
    }
    return state;
  }

  /**
   * A topic as it was seen last; looked up anew in the background now and then. Rejects with TerminalError `TOPIC_UNKNOWN` when there is
   * none.
   */
  async topic(name: string): Promise<TopicState> {
    const known = this.#topics.get(name);
    if (known === undefined) return await this.look(name);
    if (this.#clock.monotonic() - known.seenAt > topicMaxAge) void this.look(name).catch(() => undefined);
    return known.state;
  }

  /** A topic as it is now. */
  async look(name: string): Promise<TopicState> {
    const lookup = this.#lookups.get(name) ?? this.#lookUp(name).finally(() => this.#lookups.delete(name));
    this.#lookups.set(name, lookup);
    return await lookup;
  }

  /** The node that leads a partition. Rejects with a BrokerError while there is none. */
  async leader({ topic, partition }: TopicPartition): Promise<number> {
    const { partitions } = await this.topic(topic);
    const leader = partitions[partition]?.leader;
    if (leader === undefined) throw new TerminalError('TOPIC_UNKNOWN', 'It does not have so many partitions.', { topic, partition });
    if (leader === -1 || !this.#addresses.has(leader)) throw new BrokerError(5);
    return leader;
  }

  /** Sends to the node that leads the partition. */
  async lead<Answer>(at: TopicPartition, call: Call<Answer>, connections: Connections = this.#connections): Promise<Answer> {
    return await (await connections.to(await this.leader(at))).send(call);
  }

  /** Sends to a node. */
  async tell<Answer>(node: number, call: Call<Answer>, connections: Connections = this.#connections): Promise<Answer> {
    return await (await connections.to(node)).send(call);
  }

  /** Does what concerns topics, and again while their leaders are on the move. */
  async settled<Result>(topics: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const look = async (): Promise<unknown> => await this.refresh([...new Set(topics)]);
    return await onceSettled({ clock: this.#clock, patienceMs: settleMs, look }, work);
  }

  /** The node that keeps a group. */
  async coordinator(group: string): Promise<number> {
    const node = await this.ask(findCoordinator(group));
    if (!this.#addresses.has(node)) await this.refresh([]);
    return node;
  }

  close(): void {
    for (const seed of this.#seeds) seed.close();
    this.#connections.close();
  }

  async #lookUp(name: string): Promise<TopicState> {
    const { topics: [topic] } = await this.refresh([name]);
    const error = topic === undefined ? undefined : new BrokerError(topic.errorCode);
    if (topic?.errorCode === 0) return topic;
    if (error === undefined || error.type === unknownTopic || error.type === 'INVALID_TOPIC_EXCEPTION') {
      this.#topics.delete(name);
      throw new TerminalError('TOPIC_UNKNOWN', '', { topic: name });
    }
    throw isForbidden(error) ? logFailure(error, { topic: name }) : error;
  }

  /** Brokers that are known to answer, then the others, then the addresses of the settings. */
  *#candidates(): Iterable<BrokerConnection> {
    yield* this.#connections.open();
    yield* this.#seeds;
    for (const node of this.nodes) {
      const connection = this.#connections.known(node);
      if (connection !== undefined) yield connection;
    }
  }
}

/** Connections to brokers by their nodes, made when they are first needed. */
export class Connections {
  readonly #addressOf: (node: number) => HostAndPort | undefined;
  readonly #parts: ConnectionParts;
  readonly #byNode = new Map<number, BrokerConnection>();
  #closed = false;

  constructor(addressOf: (node: number) => HostAndPort | undefined, parts: ConnectionParts) {
    this.#addressOf = addressOf;
    this.#parts = parts;
  }

  /** The connection to a node, for sending. Throws a BrokerError when the cluster does not know the node. */
  async to(node: number): Promise<BrokerConnection> {
    const connection = this.known(node);
    if (connection === undefined) throw new BrokerError(8);
    return connection;
  }

  /** The connection to a node, if the cluster knows it; none is made any more once they are closed. */
  known(node: number): BrokerConnection | undefined {
    const address = this.#addressOf(node);
    const made = this.#byNode.get(node);
    if (address === undefined || (made === undefined && this.#closed)) return undefined;
    if (this.#closed || made?.address === `${address.host}:${address.port}`) return made;
    made?.close();
    const connection = new BrokerConnection(address, this.#parts);
    this.#byNode.set(node, connection);
    return connection;
  }

  /** Connections that are open. */
  open(): readonly BrokerConnection[] {
    return [...this.#byNode.values()].filter((connection) => connection.connected);
  }

  close(): void {
    this.#closed = true;
    for (const connection of this.#byNode.values()) connection.close();
  }
}
