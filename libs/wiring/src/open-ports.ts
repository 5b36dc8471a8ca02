import { TerminalError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { HostSettings } from '@streamforge/service-host/config/host-settings';
import type { OpenPorts } from '@streamforge/service-host/run';
import { openEmbedded } from './embedded.ts';

/** URLs of the embedded adapters; the cluster's come with their own adapters. */
const EMBEDDED = { EVENT_LOG_URL: 'sqlite:', DOCUMENTS_URL: 'sqlite:', OBJECTS_URL: 'file:' } as const;

/** Connects each role's adapter by its URL. */
export const openPorts = async (settings: HostSettings, clock: Clock): Promise<OpenPorts> => {
  for (const [name, url] of Object.entries(EMBEDDED)) {
    const given = settings[name as keyof typeof EMBEDDED];
    if (given !== url) throw new TerminalError('CONFIG_INVALID', `${name} is "${given}"; this version knows "${url}".`);
  }
  return await openEmbedded({ directory: settings.STREAMFORGE_DATA, clock });
};
