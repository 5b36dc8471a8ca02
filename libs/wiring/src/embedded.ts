import { join } from 'node:path';
import type { Clock } from '@streamforge/determinism/clock';
import { openEmbeddedDocumentStore } from '@streamforge/document-store/embedded';
import { openEmbeddedObjectStore } from '@streamforge/object-store/embedded';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import type { OpenPorts } from '@streamforge/service-host/run';
import type { Ports } from '@streamforge/service-host/service';
import { ownDirectory } from '@streamforge/sqlite/owner';
import { openEmbeddedVectorStore } from '@streamforge/vector-store/embedded';
import { Opened } from './opened.ts';
import { embeddedLog } from './roles/event-log.ts';

export interface EmbeddedOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Overrides every topic's number of partitions; the state does not depend on it, and a test shows that. */
  readonly partitions?: number;
  /** Modules loaded into the storage threads: tests kill and fill disks through them. */
  readonly hooks?: { readonly events?: URL; readonly documents?: URL; readonly vectors?: URL };
}

/** Opens every port in one data directory, which this process alone owns. */
export const openEmbedded = async ({ directory, clock, partitions, hooks = {} }: EmbeddedOptions): Promise<OpenPorts> => {
  const opened = new Opened();
  return await opened.all<Ports>(async () => {
    const { release } = await ownDirectory(directory);
    await opened.keep(Promise.resolve({ close: release }));
    return {
      events: opened.keep(embeddedLog({ directory, clock, partitions, hook: hooks.events })),
      documents: opened.keep(openEmbeddedDocumentStore({ directory, ...hooks.documents !== undefined && { hook: hooks.documents } })),
      objects: opened.keep(openEmbeddedObjectStore({ directory: join(directory, 'objects') })),
      relational: opened.keep(openEmbeddedRelational({ directory })),
      vectors: opened.keep(openEmbeddedVectorStore({ directory, ...hooks.vectors !== undefined && { hook: hooks.vectors } })),
    };
  });
};
