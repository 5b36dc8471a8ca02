/** What faults do to a platform over real servers: each is injected, healed and judged by the oracle. One set of servers for all. */
import { clusterFaults } from '@streamforge/faults/cluster/catalogue';
import type { ClusterFault } from '@streamforge/faults/cluster/faults/fault';
import { sharedFaultServers } from '@streamforge/faults/cluster/fault-servers';
import type { Figure } from '@streamforge/figures/figure';

const OPTIONS = { seed: 33, records: 600 };

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const figureOf = ({ name, needs, run }: ClusterFault): Figure => ({
  name,
  bar: 'nothing acknowledged lost, nothing doubled, same state',
  measure: async () => {
    const servers = await sharedFaultServers();
    if (needs?.(servers) === false) return { measured: 'not run: this machine does not allow it', ok: true };
    const { complaints: [complaint], found, recoveryMs, peakBytes } = await run(servers, OPTIONS);
    return { measured: complaint ?? `${found}; caught up in ${recoveryMs} ms, ${megabytes(peakBytes)} at most`, ok: complaint === undefined };
  },
});

export const figures: readonly Figure[] = clusterFaults.map(figureOf);
