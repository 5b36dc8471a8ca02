import { sha256 } from '@streamforge/codec/digest';
import { ledgerReader } from '@streamforge/ledger/reader';
import type { OpenPorts } from '@streamforge/service-host/run';
import { linesOf } from './harness.ts';

/** A hash of all that roi-logger stores. */
export const stateOf = async ({ relational }: OpenPorts): Promise<string> => sha256((await linesOf(ledgerReader(relational))).join('\n'));
