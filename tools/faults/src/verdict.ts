import { oracleComplaints } from '@streamforge/testing/oracle';
import type { Evidence } from '@streamforge/testing/oracle/evidence';
import { readLeft } from './evidence.ts';
import type { RunningPlatform } from './platform.ts';
import type { Ledger } from './producer.ts';

/** A run whose fault is over and whose platform has stopped. */
export interface Healed {
  readonly fault: string;
  readonly directory: string;
  readonly ledger: Ledger;
  /** State hash of the same workload without the fault. */
  readonly without: string;
  readonly recovery: NonNullable<Evidence['recovery']>;
  /** Every process of the platform that took part. */
  readonly platforms: readonly RunningPlatform[];
}

/** What the oracle has to say against what is left. */
export const complaintsOf = async ({ fault, directory, ledger, without, recovery, platforms }: Healed): Promise<readonly string[]> => {
  const { hash, stores, deadLetters, committed, ends } = await readLeft(directory);
  const lines = platforms.flatMap(({ program }) => program.stdout().split('\n'));
  return oracleComplaints({
    fault, stores, deadLetters, committed, ends, recovery,
    acknowledged: [...ledger.acknowledged.values()],
    refusals: ledger.refusals,
    unhandledRejections: lines.filter((line) => line.startsWith('unhandled')),
    stateHash: { withFault: hash, without },
  });
};
