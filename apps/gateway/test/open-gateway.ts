import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { versionOf } from '@streamforge/codec/version';
import { systemClock } from '@streamforge/determinism/clock';
import type { EntryKey, Source, VersionedEntry } from '@streamforge/document-store/port';
import type { EventLog, LogRecord } from '@streamforge/event-log/port';
import { startHost, type OpenPorts, type RunningHost } from '@streamforge/service-host/run';
import { openEmbedded } from '@streamforge/wiring/embedded';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { gateway } from '../src/service.ts';

export interface OpenedGateway {
  readonly host: RunningHost;
  readonly events: EventLog;
  readonly documents: OpenPorts['documents'];
  /** Asks as a local client would. */
  ask(request: InjectOptions): Promise<LightMyRequestResponse>;
  get(url: string): Promise<unknown>;
  /** Every record of a topic, by partition and offset. */
  records(topic: string): Promise<readonly LogRecord[]>;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly listen?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Stands between the gateway and its log. */
  readonly events?: (events: EventLog) => EventLog;
}

/** A gateway over the embedded adapters in a directory of its own. */
export const openGateway = async (
  { listen = false, env = {}, events: wrap = (events) => events }: GatewayOptions = {},
): Promise<OpenedGateway> => {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-'));
  const host = await startHost([gateway], {
    env: { STREAMFORGE_DATA: directory, STREAMFORGE_HTTP_PORT: '0', ...env },
    openPorts: async () => {
      const ports = await openEmbedded({ directory, clock: systemClock, partitions: 3 });
      return { ...ports, events: wrap(ports.events) };
    },
    logger: pino({ level: 'silent' }),
    listen,
  });
  const { events, documents } = host.ports;
  const ask: OpenedGateway['ask'] = (request) => host.http.inject({ ...request, headers: { host: '127.0.0.1', ...request.headers } });
  return {
    host, events, documents, ask,
    get: async (url) => {
      const answer = await ask({ url });
      if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
      return answer.json<unknown>();
    },
    records: async (topic) => (await Promise.all((await events.offsets(topic)).map(async ({ partition, start, end }) =>
      end === start ? [] : await events.read({ topic, partition, offset: start }, { maxRecords: 10_000, maxBytes: 1e9 })))).flat(),
    close: async () => {
      await host.stop();
      await rm(directory, { recursive: true });
    },
  };
};

const nowhere: Source = { topic: 'market.candles.v1', partition: 0, offset: 0 };

/** A stored fact as ingest makes them. */
export const entry = (
  { series, order = 0, id = '' }: { readonly series: string } & Partial<EntryKey>, value: unknown, source = nowhere,
): VersionedEntry => {
  const body = Buffer.from(canonicalJson(value));
  return { series, order, id, version: versionOf({ closed: true, revision: 0, digest: sha256(body) }), body, source };
};

const MINUTE = 60_000;
export const START = Date.UTC(2026, 0, 5);

/** A good candle; the n-th minute from the start. */
export const candle = (minute = 0, changes: Readonly<Record<string, unknown>> = {}) => ({
  exchange: 'binance', symbol: 'BTCUSDT', interval: '1m', openTime: START + minute * MINUTE,
  open: '100', high: '101.5', low: '99.25', close: String(100 + minute % 7 / 10), volume: '3', ...changes,
});

/** A stored bar; the n-th minute from the start. */
export const bar = (minute = 0, changes: Readonly<Record<string, unknown>> = {}) => ({ ...candle(minute), closed: true, revision: 0, origin: 'published', ...changes });

export const barEntry = (value: ReturnType<typeof bar>): VersionedEntry =>
  entry({ series: `${value.exchange}:${value.symbol}:${value.interval}:${value.origin}`, order: value.openTime }, value);

/** A record of the v3 API. */
export const v3 = (data: unknown, more: Readonly<Record<string, unknown>> = {}): string => JSON.stringify({ value: { type: 'JSON', data }, ...more });

export const v3Url = (topic: string, cluster = 'streamforge'): string => `/v3/clusters/${cluster}/topics/${topic}/records`;

export const postV3 = (payload: string | Buffer, topic = 'market.candles.v1', headers: Readonly<Record<string, string>> = {}): InjectOptions =>
  ({ method: 'POST', url: v3Url(topic), headers: { 'content-type': 'application/json', ...headers }, payload });

/** The results of a v3 answer. */
export const results = (body: string): readonly Readonly<Record<string, unknown>>[] =>
  body.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
