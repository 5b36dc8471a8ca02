/** One broker's connections through kafkajs: TCP or TLS, SASL, versions; every request bounded by a time-out. */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { HostAndPort } from '@streamforge/contracts/endpoint';
import { TerminalError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import Broker from 'kafkajs/src/broker/index.js';
import loggers from 'kafkajs/src/loggers/index.js';
import ConnectionPool from 'kafkajs/src/network/connectionPool.js';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import type { KafkaSettings } from './settings.ts';

/** Takes what the client has to say of its connections. */
export type ClientLog = (level: 'debug' | 'info' | 'warn' | 'error', message: string, details: Readonly<Record<string, unknown>>) => void;

/** A request of Kafka's protocol and how its answer is read. */
export interface Call<Answer> {
  readonly key: number;
  readonly version: number;
  readonly name: string;
  readonly write: (encoder: Encoder) => Encoder;
  readonly read: (decoder: Decoder) => Answer;
  /** Milliseconds that the broker may take of itself, beyond which the answer is late. */
  readonly brokerMs?: number;
  /** Milliseconds that the answer may take in all, instead of the usual. */
  readonly limitMs?: number;
}

/** By the number of the request. */
export type ApiVersions = NonNullable<Broker['versions']>;

export interface ConnectionParts {
  readonly settings: KafkaSettings;
  readonly clientId: string;
  readonly clock: Clock;
  readonly log: ClientLog;
  /** Milliseconds that a connection may take to be made. */
  readonly connectMs: number;
  /** Milliseconds that an answer may take. */
  readonly requestMs: number;
}

const warnLevel = 2;

const loggerFor = (log: ClientLog): loggers.Logger => loggers.createLogger({
  level: warnLevel,
  // A lost connection is an error to kafkajs and everyday life here: it is retried, and told by who waits for it.
  logCreator: () => ({ label, namespace, log: { message, ...details } }) => log(label === 'WARN' ? 'warn' : 'debug', message, { namespace, ...details }),
});

const socketFactory = ({ host, port, ssl, onConnect }: {
  readonly host: string; readonly port: number; readonly ssl: ConnectionOptions | null; readonly onConnect: () => void;
}): Socket => {
  const socket = ssl === null
    ? connect({ host, port, noDelay: true }, onConnect)
    : connectTls({ host, port, ...isIP(host) === 0 && { servername: host }, ...ssl }, onConnect);
  return socket.setNoDelay(true).setKeepAlive(true, 60_000);
};

/** kafkajs sets a timer after each answer, with a negative time of which Node warns. One is needed only while requests wait. */
const quieten = ({ requestQueue: queue }: ConnectionPool.Connection, clock: Clock): void => {
  queue.scheduleCheckPendingRequests = () => {
    if (queue.throttleCheckTimeoutId !== null || queue.pending.length === 0) return;
    queue.throttleCheckTimeoutId = setTimeout(() => {
      queue.throttleCheckTimeoutId = null;
      queue.checkPendingRequests();
    }, Math.max(10, queue.throttledUntil - clock.now()));
  };
};

/** Rejects when `work` takes longer than `ms`. */
const within = async <Result>(work: Promise<Result>, ms: number, late: () => Error): Promise<Result> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
};

export class BrokerConnection {
  readonly address: string;
  readonly #parts: ConnectionParts;
  readonly #pool: ConnectionPool;
  readonly #broker: Broker;
  /** kafkajs opens a second connection for fetching when it first needs one, also while this one is being closed. */
  readonly #sockets = new Set<Socket>();
  #connecting: Promise<void> | undefined;
  #closed = false;

  constructor({ host, port }: HostAndPort, parts: ConnectionParts) {
    const { settings: { ssl, sasl }, clientId, clock, log, connectMs, requestMs } = parts;
    this.address = `${host}:${port}`;
    this.#parts = parts;
    const logger = loggerFor(log);
    this.#pool = new ConnectionPool({
      host, port, clientId, logger, ssl, sasl,
      socketFactory: (options) => this.#watched(socketFactory(options)),
      rack: null, connectionTimeout: connectMs, requestTimeout: requestMs, enforceRequestTimeout: true, maxInFlightRequests: null,
    });
    for (const connection of this.#pool.pool) quieten(connection, clock);
    this.#broker = new Broker({ connectionPool: this.#pool, logger, nodeId: null, authenticationTimeout: connectMs, allowAutoTopicCreation: false });
  }

  /** Versions of each request that the broker speaks; none before it is connected. */
  get versions(): ApiVersions {
    return this.#broker.versions ?? {};
  }

  get connected(): boolean {
    return this.#broker.isConnected();
  }

  /** Sends a request and reads its answer; connects first where it must. Rejects within the time-outs. */
  async send<Answer>(call: Call<Answer>): Promise<Answer> {
    await this.connect();
    const { key, version, name, write, read, brokerMs = 0, limitMs } = call;
    const spoken = this.#broker.versions?.[key];
    if (spoken === undefined || spoken.minVersion > version || spoken.maxVersion < version) {
      throw new TerminalError('BACKEND_MISMATCH', `Kafka at ${this.address} does not speak ${name} ${version}: versions 2.3 to 4.x do.`);
    }
    const ms = limitMs ?? this.#parts.requestMs + brokerMs;
    const sending = this.#pool.send({
      request: { apiKey: key, apiVersion: version, apiName: name, encode: async () => write(new Encoder()) },
      response: { decode: async (payload) => ({ answer: read(new Decoder(payload)) }), parse: async (decoded) => decoded },
      requestTimeout: ms, logResponseError: false,
    });
    return (await within(sending, ms + 500, () => this.#late(name))).answer;
  }

  async connect(): Promise<void> {
    if (this.#closed) throw new Error(`The connection to ${this.address} is closed.`);
    // kafkajs calls a broker connected before it knows which versions it speaks.
    if (this.#connecting === undefined && this.#broker.isConnected() && this.#broker.versions !== null) return;
    this.#connecting ??= within(this.#made(), 2 * this.#parts.connectMs, () => this.#late('Connect'))
      .finally(() => this.#connecting = undefined);
    await this.#connecting;
  }

  /** A socket that opens after all was closed would keep the process alive. */
  async #made(): Promise<void> {
    await this.#broker.connect();
    if (this.#closed) throw this.#dropped(new Error(`The connection to ${this.address} was closed.`));
  }

  /** Ends the connections at once: what waits for an answer rejects. */
  close(): void {
    this.#closed = true;
    this.#drop(new Error(`The connection to ${this.address} was closed.`));
  }

  /** A socket that is still being opened when all is closed would keep the process alive, too. */
  #watched(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    if (this.#closed) socket.destroy(new Error(`The connection to ${this.address} was closed.`));
    return socket;
  }

  #late(name: string): Error {
    return this.#dropped(new Error(`${this.address} did not answer ${name} in time`));
  }

  #dropped(reason: Error): Error {
    this.#drop(reason);
    return reason;
  }

  /** kafkajs waits for all answers before it closes a connection, also for those that won't come: so the sockets are ended here. */
  #drop(reason: Error): void {
    for (const connection of this.#pool.pool) connection.rejectRequests(reason);
    for (const socket of this.#sockets) socket.destroy(socket.connecting ? reason : undefined);
    void this.#broker.disconnect().catch(() => undefined);
  }
}
