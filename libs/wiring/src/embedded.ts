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

/** Opens every port in one data directory, which this process alone owns. */
export const openEmbedded = async ({ directory, clock, partitions, hooks = {} }: EmbeddedOptions): Promise<OpenPorts> => {
  const owner = await ownDirectory(directory);
  const closing: (() => Promise<void>)[] = [async () => owner.release()];
  const close = async (): Promise<void> => {
    for (const each of closing.toReversed()) await each();
  };
  try {
    const [events, documents, objects] = await Promise.all([
      openEmbeddedEventLog({ directory, clock, ids: randomIds, ...hooks.events !== undefined && { hook: hooks.events } }),
      openEmbeddedDocumentStore({ directory, ...hooks.documents !== undefined && { hook: hooks.documents } }),
      openEmbeddedObjectStore({ directory: join(directory, 'objects') }),
    ]);
    closing.push(() => objects.close(), () => documents.close(), () => events.close());
    const existing = await events.topics();
    const wanted = topicSpecs(partitions).filter(({ name }) => !existing.some((topic) => topic.name === name));
    if (wanted.length > 0) await events.apply(wanted);
    return { events, documents, objects, close };
  } catch (error) {
    await close();
    throw error;
  }
};
