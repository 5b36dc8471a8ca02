/**
 * The parts of kafkajs 2.2.4 that the adapter stands on, which its own types leave out: connections with TLS, SASL and version
 * negotiation, and the encoding of requests. ADR 0017 says why these and not its producer and consumer.
 */
declare module 'kafkajs/src/protocol/encoder.js' {
  class Encoder {
    constructor(initialSize?: number);
    readonly buffer: Buffer;
    writeInt8(value: number): this;
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeInt64(value: number | bigint | string): this;
    writeBoolean(value: boolean): this;
    writeString(value: string | null): this;
    writeBytes(value: Uint8Array | null): this;
    writeBuffer(value: Uint8Array): this;
    writeEncoder(value: Encoder): this;
    size(): number;
  }
  export = Encoder;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  class Decoder {
    constructor(buffer: Buffer);
    readonly buffer: Buffer;
    offset: number;
    readInt8(): number;
    readInt16(): number;
    readInt32(): number;
    readInt64(): bigint;
    readBoolean(): boolean;
    readString(): string | null;
    readBytes(length?: number): Buffer | null;
    readArray<Item>(read: (decoder: Decoder) => Item): Item[];
  }
  export = Decoder;
}

declare module 'kafkajs/src/loggers/index.js' {
  interface Entry {
    readonly namespace: string;
    readonly label: 'INFO' | 'ERROR' | 'WARN' | 'DEBUG';
    readonly log: { readonly message: string } & Readonly<Record<string, unknown>>;
  }
  interface Logger {
    namespace(name: string): Logger;
  }
  const loggers: { createLogger(options: { level: number; logCreator: () => (entry: Entry) => void }): Logger };
  namespace loggers {
    export type { Entry, Logger };
  }
  export = loggers;
}

declare module 'kafkajs/src/network/connectionPool.js' {
  import type { Socket } from 'node:net';
  import type { ConnectionOptions } from 'node:tls';
  import type { Logger } from 'kafkajs/src/loggers/index.js';
  import type Decoder from 'kafkajs/src/protocol/decoder.js';
  import type Encoder from 'kafkajs/src/protocol/encoder.js';

  interface RequestQueue {
    readonly pending: readonly unknown[];
    readonly throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
  interface Connection {
    readonly requestQueue: RequestQueue;
    readonly socket?: Socket;
    isConnected(): boolean;
    rejectRequests(error: Error): void;
  }
  interface Request<Answer> {
    readonly request: {
      readonly apiKey: number;
      readonly apiVersion: number;
      readonly apiName: string;
      encode(): Promise<Encoder>;
    };
    readonly response: { decode(payload: Buffer): Promise<Answer>; parse(answer: Answer): Promise<Answer> };
    readonly requestTimeout: number;
    readonly logResponseError: boolean;
  }
  class ConnectionPool {
    constructor(options: {
      host: string; port: number; rack: null; clientId: string; logger: Logger;
      ssl: ConnectionOptions | null;
      sasl: { mechanism: string; username: string; password: string } | null;
      socketFactory: (options: { host: string; port: number; ssl: ConnectionOptions | null; onConnect: () => void }) => Socket;
      connectionTimeout: number; requestTimeout: number; enforceRequestTimeout: boolean;
      maxInFlightRequests: number | null;
    });
    readonly pool: readonly Connection[];
    send<Answer>(request: Request<Answer>): Promise<Answer>;
  }
  namespace ConnectionPool {
    export type { Connection, Request };
  }
  export = ConnectionPool;
}

declare module 'kafkajs/src/broker/index.js' {
  import type ConnectionPool from 'kafkajs/src/network/connectionPool.js';
  import type { Logger } from 'kafkajs/src/loggers/index.js';

  class Broker {
    constructor(options: {
      connectionPool: ConnectionPool; logger: Logger; nodeId: number | null; authenticationTimeout: number; allowAutoTopicCreation: boolean;
    });
    readonly versions: Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number } | undefined>> | null;
    isConnected(): boolean;
    connect(): Promise<void>;
    disconnect(): Promise<void>;
  }
  export = Broker;
}

declare module 'kafkajs/src/protocol/error.js' {
  const errors: { readonly errorCodes: readonly { readonly type: string; readonly code: number; readonly message: string }[] };
  export = errors;
}
