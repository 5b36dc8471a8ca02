import type { Clock } from '@streamforge/determinism/clock';
import { endpointOf, type Role } from '@streamforge/service-host/config/endpoint-settings';
import type { HostSettings } from '@streamforge/service-host/config/host-settings';
import type { OpenPorts } from '@streamforge/service-host/run';
import type { Ports } from '@streamforge/service-host/service';
import { ownDirectory } from '@streamforge/sqlite/owner';
import type { VectorStore } from '@streamforge/vector-store/port';
import { openedLate } from './opened-late.ts';
import { Opened, type Closable } from './opened.ts';
import { openDocuments } from './roles/documents.ts';
import { openEventLog } from './roles/event-log.ts';
import { openObjects } from './roles/objects.ts';
import { openRelational } from './roles/relational.ts';
import { isEmbedded, type RoleOptions } from './roles/role.ts';
import { openVectors } from './roles/vectors.ts';
import { withheld } from './withheld.ts';

const roles: Readonly<Record<keyof Ports, Role>> = {
  events: 'EVENT_LOG', documents: 'DOCUMENTS', objects: 'OBJECTS', relational: 'RELATIONAL', vectors: 'VECTORS',
};

export interface OpenPortsOptions {
  /**
   * Leaves an embedded vector store alone until it is asked, where nothing else is embedded: a command that needs servers only must not take
   * the data directory, which a service may own.
   */
  readonly vectorsWhenAsked?: boolean;
}

/**
 * Connects each needed role's adapter by its URL; roles mix freely. The data directory is owned while any of them is embedded. A port that
 * nobody needs is not connected, and refuses whoever asks it.
 */
export const openPorts = async (
  settings: HostSettings, clock: Clock, needed: readonly (keyof Ports)[], { vectorsWhenAsked = false }: OpenPortsOptions = {},
): Promise<OpenPorts> => {
  const directory = settings.STREAMFORGE_DATA;
  const optionsOf = (name: keyof Ports): RoleOptions => ({ endpoint: endpointOf(settings, roles[name]), directory, clock });
  const opened = new Opened();
  const open = async <Port extends Closable>(name: keyof Ports, opener: (options: RoleOptions) => Promise<Port>): Promise<Port> =>
    needed.includes(name) ? await opened.keep(opener(optionsOf(name))) : withheld<Port>(name);
  let owns = false;
  const own = async (): Promise<void> => {
    if (owns) return;
    const { release } = await ownDirectory(directory);
    await opened.keep(Promise.resolve({ close: release }));
    owns = true;
  };
  const embedded = needed.filter((name) => isEmbedded(optionsOf(name).endpoint));
  const late = vectorsWhenAsked && embedded.length === 1 && embedded[0] === 'vectors';
  const vectors = async (): Promise<VectorStore> => {
    if (!late) return await open('vectors', openVectors);
    return openedLate(async () => {
      await own();
      return await open('vectors', openVectors);
    });
  };
  return await opened.all<Ports>(async () => {
    if (embedded.length > 0 && !late) await own();
    return {
      events: open('events', openEventLog), documents: open('documents', openDocuments), objects: open('objects', openObjects),
      relational: open('relational', openRelational), vectors: vectors(),
    };
  });
};
