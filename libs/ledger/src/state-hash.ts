/** One hash of everything a ledger says: keys and values of its tables, without coordinates. */
import { createHash } from 'node:crypto';
import type { LedgerReader } from './reader.ts';

export interface LedgerState {
  /** Rows of all tables. */
  readonly rows: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Reads the ledger whole, in pages. Predictions are left out: what is predicted depends on when a model looked. */
export const describeLedger = async (ledger: Pick<LedgerReader, 'everything'>): Promise<LedgerState> => {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const lines of ledger.everything({ predictions: false })) {
    for (const line of lines) hash.update(line).update('\n');
    rows += lines.length;
  }
  return { rows, sha256: hash.digest('hex') };
};
