import { join } from 'node:path';
import type { Clock } from '@streamforge/determinism/clock';
import { openEmbeddedDocumentStore } from '@streamforge/document-store/embedded';
import { openEmbeddedObjectStore } from '@streamforge/object-store/embedded';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import type { OpenPorts } from '@streamforge/service-host/run';
import { ownDirectory } from '@streamforge/sqlite/owner';
import { Opened } from './opened.ts';
import { embeddedLog } from './roles/event-log.ts';

export interface EmbeddedOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Overrides every topic's number of partitions; the state does not depend on it, and a test shows that. */
  readonly partitions?: number;
  /** Modules loaded into the storage threads: tests kill and fill disks through them. */
  readonly hooks?: { readonly events?: URL; readonly documents?: URL };
}

/** Opens every port in one data directory, which this process alone owns. */
export const openEmbedded = async ({ directory, clock, partitions, hooks = {} }: EmbeddedOptions): Promise<OpenPorts> => {
  const opened = new Opened();
  const { release } = await ownDirectory(directory);
  await opened.keep(Promise.resolve({ close: release }));
  try {
    const opening = [
      opened.keep(embeddedLog({ directory, clock, partitions, hook: hooks.events })),
      opened.keep(openEmbeddedDocumentStore({ directory, ...hooks.documents !== undefined && { hook: hooks.documents } })),
      opened.keep(openEmbeddedObjectStore({ directory: join(directory, 'objects') })),
      opened.keep(openEmbeddedRelational({ directory })),
    ] as const;
    // One that fails must not leave another behind that opens a moment later: its thread would keep the process alive.
    await Promise.allSettled(opening);
    const [events, documents, objects, relational] = await Promise.all(opening);
    return { events, documents, objects, relational, close: () => opened.close() };
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
};
