/** Stands before a store and breaks the way to it, as networks do. For protocols that come back to the address that was given; Kafka's does not. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * - `open`: forwards.
 * - `paused`: accepts connections, reads nothing and forwards nothing, as a host that hangs.
 * - `deaf-replies`: forwards requests and drops the replies, so that a client can't know whether its write happened.
 */
type Mode = 'open' | 'paused' | 'deaf-replies';

export interface TcpProxy {
  /** Where clients connect instead; stays the same until `close`. */
  readonly host: string;
  readonly port: number;
  /** The URL with the proxy's address in place of the server's. */
  through(url: string): string;
  /** Connections that are open now. */
  connections(): number;
  /** Bytes that came from clients so far, forwarded or not. */
  received(): number;
  /** Accepts and holds everything, both ways, until `heal`. Nothing is lost: `heal` forwards what waits. */
  pause(): void;
  /** Refuses new connections and resets the open ones, until `heal`. */
  refuse(): Promise<void>;
  /** Resets all open connections once. New ones work. */
  cut(): void;
  /** Holds every piece back for so many milliseconds, both ways, until `heal`. */
  delay(milliseconds: number): void;
  /**
   * From now on requests reach the server and its replies are dropped; the connection is reset when the first reply would have come,
   * until `heal`. With `after`, that many bytes of replies pass first.
   */
  dropReplies(after?: number): void;
  /** Works again. Connections that were reset stay so. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
}

const loopback = '127.0.0.1';

/** Listens on a free port of the loopback address and forwards to the server. */
export const startTcpProxy = async (server: { readonly host: string; readonly port: number }): Promise<TcpProxy> => {
  const pairs = new Set<Pair>();
  let mode: Mode = 'open';
  let delayMs = 0;
  let repliesLeft = 0;
  let received = 0;

  const reset = (pair: Pair): void => {
    pairs.delete(pair);
    for (const socket of [pair.client, pair.upstream]) if (!socket.destroyed) socket.resetAndDestroy();
  };

  const held = (socket: Socket): void => void (mode === 'paused' ? socket.pause() : socket.resume());

  /** Pieces keep their order while they are delayed, and the end comes after the last one. */
  const forward = (from: Socket, to: Socket, passes: (chunk: Buffer) => boolean): void => {
    let last: Promise<void> = Promise.resolve();
    const later = (work: () => void): void => {
      const wait = delayMs;
      last = last.then(async () => {
        if (wait > 0) await new Promise<void>((resolve) => setTimeout(resolve, wait));
        if (!to.destroyed) work();
      });
    };
    from.on('data', (chunk: Buffer) => {
      if (!passes(chunk)) return;
      later(() => {
        if (to.write(chunk)) return;
        from.pause();
        to.once('drain', () => held(from));
      });
    });
    from.on('end', () => later(() => to.end()));
  };

  const accept = (client: Socket): void => {
    const upstream = connect({ ...server, allowHalfOpen: true, noDelay: true });
    const pair: Pair = { client, upstream };
    pairs.add(pair);
    client.setNoDelay(true);
    for (const socket of [client, upstream]) {
      socket.on('error', () => reset(pair));
      socket.on('close', () => {
        if (client.destroyed && upstream.destroyed) pairs.delete(pair);
      });
      held(socket);
    }
    forward(client, upstream, (chunk) => {
      received += chunk.length;
      return true;
    });
    forward(upstream, client, (chunk) => {
      if (mode !== 'deaf-replies') return true;
      repliesLeft -= chunk.length;
      if (repliesLeft >= 0) return true;
      reset(pair);
      return false;
    });
  };

  const create = (): Server => createServer({ allowHalfOpen: true, pauseOnConnect: true }, accept);
  const listen = async (port: number): Promise<Server> => {
    const made = create().listen(port, loopback);
    await once(made, 'listening');
    // Who forgets it still ends.
    made.unref();
    return made;
  };
  let listener: Server | undefined = await listen(0);
  const { port } = listener.address() as AddressInfo;

  const silence = async (): Promise<void> => {
    const closing = listener;
    listener = undefined;
    const closed = closing === undefined ? undefined : new Promise((resolve) => closing.close(resolve));
    for (const pair of pairs) reset(pair);
    await closed;
  };
  const hold = (): void => {
    for (const { client, upstream } of pairs) [client, upstream].forEach(held);
  };

  return {
    host: loopback,
    port,
    through: (url) => url.replace(`${server.host}:${server.port}`, `${loopback}:${port}`),
    connections: () => pairs.size,
    received: () => received,
    pause: () => {
      mode = 'paused';
      hold();
    },
    refuse: silence,
    cut: () => pairs.forEach(reset),
    delay: (milliseconds) => void (delayMs = milliseconds),
    dropReplies: (after = 0) => {
      mode = 'deaf-replies';
      repliesLeft = after;
      hold();
    },
    heal: async () => {
      mode = 'open';
      delayMs = 0;
      listener ??= await listen(port);
      hold();
    },
    close: silence,
  };
};
