/** A model’s `config.json`: with the weights all that is needed to predict, and what it was made of. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Training } from '@streamforge/contracts/events/gnn';
import type { ModelConfig } from '@streamforge/gnn/options';
import type { FittedSnapshot } from '@streamforge/market/snapshot/fitted';
import type { OffsetRange } from '../bars/lineage.ts';
import type { ChosenBars } from '../bars/universe.ts';

/** Grows when older programs can't read it any more. */
const FORMAT = 'streamforge-gnn/1';

export interface ArtefactConfig {
  readonly format: typeof FORMAT;
  readonly model: string;
  readonly version: number;
  readonly run: string;
  readonly codeVersion: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly network: ModelConfig;
  readonly training: Training;
  /** Which bars it was made of. */
  readonly universe: ChosenBars;
  /** Scaler, graph, split and the hashes of what they were fitted on. */
  readonly snapshot: FittedSnapshot;
  /** How many bars it was made of, and the records that they came from. */
  readonly data: { readonly bars: number; readonly inputs: readonly OffsetRange[] };
}

export const artefactConfig = (config: Omit<ArtefactConfig, 'format'>): ArtefactConfig => ({ format: FORMAT, ...config });

/** Reads a `config.json` whose bytes are those that the trainer wrote. Throws `ARTEFACT_INVALID` for one of another format. */
export const readConfig = (bytes: Uint8Array): ArtefactConfig => {
  const config: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (typeof config === 'object' && config !== null && 'format' in config && config.format === FORMAT) return config as ArtefactConfig;
  throw new TerminalError('ARTEFACT_INVALID', `Its config.json is not of the format ${FORMAT}.`);
};
