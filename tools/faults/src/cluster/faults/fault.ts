import type { ClusterOutcome } from '../disturbed.ts';
import type { FaultServers } from '../fault-servers.ts';

/** A fault of real servers or of processes over them. Every run heals what it broke. */
export interface ClusterFault {
  /** In words, as FAULTS names it. */
  readonly name: string;
  /** Whether these servers can be broken so; undefined for always. */
  readonly needs?: (servers: FaultServers) => boolean;
  readonly run: (servers: FaultServers, options: FaultOptions) => Promise<ClusterOutcome<string>>;
}

export interface FaultOptions {
  readonly seed: number;
  readonly records: number;
}

/** The first and the second half of a workload. */
export const halves = <Batch>(batches: readonly Batch[]): readonly [first: readonly Batch[], second: readonly Batch[]] => {
  const middle = Math.ceil(batches.length / 2);
  return [batches.slice(0, middle), batches.slice(middle)];
};
