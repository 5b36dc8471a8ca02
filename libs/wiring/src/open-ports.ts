import type { Clock } from '@streamforge/determinism/clock';
import { endpointOf, type Role } from '@streamforge/service-host/config/endpoint-settings';
import type { HostSettings } from '@streamforge/service-host/config/host-settings';
import type { OpenPorts } from '@streamforge/service-host/run';
import type { Ports } from '@streamforge/service-host/service';
import { ownDirectory } from '@streamforge/sqlite/owner';
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

/**
 * Connects each needed role's adapter by its URL; roles mix freely. The data directory is owned while any of them is embedded. A port that
 * nobody needs is not connected, and refuses whoever asks it.
 */
export const openPorts = async (settings: HostSettings, clock: Clock, needed: readonly (keyof Ports)[]): Promise<OpenPorts> => {
  const directory = settings.STREAMFORGE_DATA;
  const optionsOf = (name: keyof Ports): RoleOptions => ({ endpoint: endpointOf(settings, roles[name]), directory, clock });
  const opened = new Opened();
  const open = async <Port extends Closable>(name: keyof Ports, opener: (options: RoleOptions) => Promise<Port>): Promise<Port> =>
    needed.includes(name) ? await opened.keep(opener(optionsOf(name))) : withheld<Port>(name);
  return await opened.all<Ports>(async () => {
    if (needed.some((name) => isEmbedded(optionsOf(name).endpoint))) {
      const { release } = await ownDirectory(directory);
      await opened.keep(Promise.resolve({ close: release }));
    }
    return {
      events: open('events', openEventLog), documents: open('documents', openDocuments), objects: open('objects', openObjects),
      relational: open('relational', openRelational), vectors: open('vectors', openVectors),
    };
  });
};
