import { join } from 'node:path';
import { deadLetterRetention, deadLetterTopic, topicNames, topicOf } from '@streamforge/contracts/topics';
import type { Retention } from '@streamforge/contracts/retention';
import type { Clock } from '@streamforge/determinism/clock';
import { randomIds } from '@streamforge/determinism/ids';
import { openEmbeddedDocumentStore } from '@streamforge/document-store/embedded';
import { openEmbeddedEventLog } from '@streamforge/event-log/embedded';
import type { TopicSpec } from '@streamforge/event-log/port';
import { openEmbeddedObjectStore } from '@streamforge/object-store/embedded';
import type { OpenPorts } from '@streamforge/service-host/run';
import { ownDirectory } from '@streamforge/sqlite/owner';

export interface EmbeddedOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Overrides every topic's number of partitions; the state does not depend on it, and a test shows that. */
  readonly partitions?: number;
  /** Modules loaded into the storage threads: tests kill and fill disks through them. */
  readonly hooks?: { readonly events?: URL; readonly documents?: URL };
}

const retentionMs = (retention: Retention): number | null => retention.kind === 'forever' ? null : retention.ms;

/** The contract's topics, each with its dead letters beside it. */
export const topicSpecs = (partitions?: number): readonly TopicSpec[] => topicNames.flatMap((name) => {
  const topic = topicOf(name);
  const spec = { name, partitions: partitions ?? topic.partitions, retentionMs: retentionMs(topic.retention) };
  return [spec, { ...spec, name: deadLetterTopic(name), retentionMs: retentionMs(deadLetterRetention) }];
});

interface Closable {
  close(): Promise<void>;
}

/** Opens every port in one data directory, which this process alone owns. */
export const openEmbedded = async ({ directory, clock, partitions, hooks = {} }: EmbeddedOptions): Promise<OpenPorts> => {
  const owner = await ownDirectory(directory);
  const opened: Closable[] = [];
  const close = async (): Promise<void> => {
    const closed = await Promise.allSettled(opened.map((port) => port.close()));
    await owner.release();
    for (const outcome of closed) if (outcome.status === 'rejected') throw outcome.reason;
  };
  const kept = async <Port extends Closable>(opening: Promise<Port>): Promise<Port> => {
    const port = await opening;
    opened.push(port);
    return port;
  };
  try {
    const opening = [
      kept(openEmbeddedEventLog({ directory, clock, ids: randomIds, ...hooks.events !== undefined && { hook: hooks.events } })),
      kept(openEmbeddedDocumentStore({ directory, ...hooks.documents !== undefined && { hook: hooks.documents } })),
      kept(openEmbeddedObjectStore({ directory: join(directory, 'objects') })),
    ] as const;
    // One that fails must not leave another behind that opens a moment later: its thread would keep the process alive.
    await Promise.allSettled(opening);
    const [events, documents, objects] = await Promise.all(opening);
    const existing = await events.topics();
    const wanted = topicSpecs(partitions).filter(({ name }) => !existing.some((topic) => topic.name === name));
    if (wanted.length > 0) await events.apply(wanted);
    return { events, documents, objects, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
};
