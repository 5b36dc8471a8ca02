import { setTimeout as pause } from 'node:timers/promises';
import { ingest } from '@streamforge/ingest/service';
import { startHost, type OpenPorts, type RunningHost } from '@streamforge/service-host/run';
import { openEmbedded } from '@streamforge/wiring/embedded';

export interface IngestOptions {
  readonly directory: string;
  readonly partitions?: number;
  readonly batchRecords?: number;
  /** False leaves the log unread. */
  readonly consume?: boolean;
  /** Puts a fault between the service and its ports. */
  readonly around?: (ports: OpenPorts) => OpenPorts;
}

/** Ingest in this process over the embedded ports of a directory. */
export const hostIngest = (options: IngestOptions): Promise<RunningHost> => {
  const { directory, partitions, batchRecords = 500, consume = true, around = (ports) => ports } = options;
  return startHost([ingest], {
    env: { STREAMFORGE_DATA: directory, STREAMFORGE_LOG_LEVEL: 'silent', STREAMFORGE_BATCH_RECORDS: String(batchRecords) },
    openPorts: async (settings, clock) => around(await openEmbedded({
      directory: settings.STREAMFORGE_DATA, clock, ...partitions !== undefined && { partitions },
    })),
    listen: false,
    consume,
  });
};

/** Resolves when ingest has handled everything. */
export const settled = async (host: RunningHost): Promise<void> => {
  while ((await host.lag()).some(({ lag }) => lag > 0)) await pause(5);
};
