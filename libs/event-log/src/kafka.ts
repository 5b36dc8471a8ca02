/** The event log on Kafka 2.3 to 4.x, through kafkajs' connections. */
import { parseEndpoint, type Endpoint } from '@streamforge/contracts/endpoint';
import type { Clock } from '@streamforge/determinism/clock';
import { Cluster } from './kafka/cluster.ts';
import type { ClientLog } from './kafka/connection.ts';
import { openingError } from './kafka/failure.ts';
import { kafkaLogOver } from './kafka/log.ts';
import { kafkaSettings } from './kafka/settings.ts';
import type { EventLog } from './port.ts';

export type { ClientLog } from './kafka/connection.ts';

export interface KafkaEventLogOptions {
  /**
   * `kafka://host:port,…` or `kafka+tls://…`; `?replication=3` and `&compression=none` change how topics are made and records sent,
   * `&session=10` after how many seconds a member is taken for dead.
   */
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  /** Names the process in the brokers' logs. */
  readonly clientId?: string;
  /** Takes what the client says of its connections; without it nothing is said. */
  readonly log?: ClientLog;
  /** Bytes that may wait for their acknowledgement before more are refused with BACKPRESSURE. Default 64 MiB. */
  readonly maxPendingBytes?: number;
  /** Milliseconds after which a call to produce is given up when no broker acknowledges it. Default 20 s. */
  readonly deliveryMs?: number;
  /** Bytes that one batch of any producer may expand to. Default 64 MiB. */
  readonly maxBatchBytes?: number;
  /** Milliseconds without a sign of life after which a member of a group is taken for dead. Default the URL's `session`, else 30 s. */
  readonly sessionMs?: number;
  /** Milliseconds that the members of a group have to join its next generation. Default 60 s. */
  readonly rebalanceMs?: number;
  /** Milliseconds between signs of life. Default 1 s, less for a session shorter than 6 s. */
  readonly heartbeatMs?: number;
  /** Milliseconds that an answer may take. Default 8 s. */
  readonly requestMs?: number;
}

const connectMs = 3_000;
/** With what a process needs to start, whoever starts it is told within ten seconds. */
const openingMs = 6_500;

/**
 * Opens the log. Rejects within ten seconds with TerminalError `BACKEND_UNREACHABLE`, `BACKEND_UNTRUSTED`, `BACKEND_CREDENTIALS`,
 * `BACKEND_FORBIDDEN` or `BACKEND_MISMATCH`, naming the address, or with `CONFIG_INVALID`.
 */
export const openKafkaEventLog = async (options: KafkaEventLogOptions): Promise<EventLog> => {
  const { endpoint, clock, clientId = 'streamforge', log = () => undefined, requestMs = 8_000 } = options;
  const { maxPendingBytes = 67_108_864, deliveryMs = 20_000, maxBatchBytes = 67_108_864 } = options;
  const settings = kafkaSettings(endpoint);
  const { sessionMs = settings.sessionMs ?? 30_000, rebalanceMs = 60_000 } = options;
  const { heartbeatMs = Math.min(1_000, Math.floor(sessionMs / 6)) } = options;
  const cluster = new Cluster({ settings, clientId, clock, log, connectMs, requestMs });
  const { hosts } = parseEndpoint(endpoint, { scheme: 'kafka', defaultPort: 9_092 });
  const address = hosts.map(({ host, port }) => `${host}:${port}`).join(',');
  const opened = new AbortController();
  const late = clock.sleep(openingMs, opened.signal).then(() => { throw new Error('Connection timeout'); }, () => undefined);
  try {
    await Promise.race([cluster.refresh([]), late]);
  } catch (error) {
    cluster.close();
    throw openingError(error, address);
  } finally {
    opened.abort();
  }
  const { replication, compression } = settings;
  const times = { sessionMs, rebalanceMs, heartbeatMs };
  return kafkaLogOver({ cluster, clock, clientId, replication, compression, times, maxPendingBytes, deliveryMs, maxBatchBytes });
};
