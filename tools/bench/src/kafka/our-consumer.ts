/**
 * Ingest in a process of its own over Kafka and Postgres, as the host runs it. `storing` leaves out what it publishes and its work beside
 * the consume loop, so that it does what the bare loop does; `whole` leaves out nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Consumer, EventLog } from '@streamforge/event-log/port';
import { ingest } from '@streamforge/ingest/service';
import { startHost } from '@streamforge/service-host/run';
import type { DefinedService } from '@streamforge/service-host/service';
import { openPorts } from '@streamforge/wiring/open-ports';
import { runSide } from './consumer-program.ts';
import type { Gate } from './gate.ts';
import type { LatencyTable } from './latency-table.ts';

type Handler = NonNullable<DefinedService['consumes'][keyof DefinedService['consumes']]>;

const candles = 'market.candles.v1';

/** The handler, and after it how long each record took from its stamp. */
const timed = (handler: Handler, latencies: LatencyTable): Handler => async (batch, context) => {
  const rejections = await handler(batch, context);
  const now = Date.now();
  for (const { timestamp } of batch) latencies.add(timestamp, now);
  return rejections;
};

const unpublished = (handler: Handler): Handler => (batch, context) => handler(batch, { ...context, publish: () => Promise.resolve() });

/** Ingest as it is, or without what it publishes and does beside the loop. */
const serviceOf = (variant: string, latencies: LatencyTable): DefinedService => {
  const handler = ingest.consumes[candles];
  if (handler === undefined) throw new Error(`ingest has no handler for ${candles}`);
  if (variant === 'whole') return { ...ingest, consumes: { ...ingest.consumes, [candles]: timed(handler, latencies) } };
  const { background: _, ...service } = ingest;
  return { ...service, consumes: { ...ingest.consumes, [candles]: timed(unpublished(handler), latencies) } };
};

/** The log with its batches held at the gate and the group under another name, so that several runs read one topic. */
const gated = (events: EventLog, gate: Gate, group: string, joined: (consumer: Consumer) => void): EventLog => ({
  ...events,
  consume: async (options) => {
    const consumer = await events.consume({
      ...options, group,
      onBatch: async (batch, session) => {
        await gate.pass(session.signal);
        await options.onBatch(batch, session);
      },
    });
    joined(consumer);
    return consumer;
  },
});

await runSide(async ({ kafkaUrl, postgresUrl, topic, group, batchRecords, variant }, gate, latencies) => {
  if (topic !== candles) throw new Error(`ingest reads ${candles}`);
  const directory = mkdtempSync(join(tmpdir(), 'bench-ingest-'));
  let consumer: Consumer | undefined;
  const host = await startHost([serviceOf(variant, latencies)], {
    env: {
      STREAMFORGE_DATA: directory, STREAMFORGE_LOG_LEVEL: 'warn', STREAMFORGE_BATCH_RECORDS: String(batchRecords),
      STREAMFORGE_INFLIGHT_RECORDS: String(batchRecords * 6), EVENT_LOG_URL: kafkaUrl, DOCUMENTS_URL: postgresUrl,
      // Its objects would lie in a folder that no other process shares, which ingest refuses to archive to.
      STREAMFORGE_ARCHIVE: 'off',
    },
    openPorts: async (settings, clock, needed) => {
      const ports = await openPorts(settings, clock, needed);
      return { ...ports, events: gated(ports.events, gate, group, (joined) => (consumer = joined)) };
    },
    listen: false,
  });
  return {
    assigned: () => consumer?.assignment().filter((each) => each.topic === topic).length ?? 0,
    stop: async () => {
      await host.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});
