/** A model’s `config.json`: with the weights all that is needed to predict, and what it was made of. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Training } from '@streamforge/contracts/events/gnn';
import type { ModelConfig } from '@streamforge/gnn/options';
import type { FittedSnapshot } from '@streamforge/market/snapshot/fitted';
import { z } from 'zod';
import type { OffsetRange } from '../bars/lineage.ts';
import type { ChosenBars } from '../bars/universe.ts';
import { NetworkShape } from './network-shape.ts';

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

/** The `config.json` of an artefact, with the number of its format. */
export const artefactConfig = (config: Omit<ArtefactConfig, 'format'>): ArtefactConfig => ({ format: FORMAT, ...config });

const Read = z.looseObject({
  format: z.literal(FORMAT),
  network: NetworkShape,
  snapshot: z.looseObject({
    history: z.int(), channels: z.array(z.string()), assets: z.array(z.looseObject({ symbol: z.string() })).min(1),
    relations: z.array(z.looseObject({ name: z.string(), edges: z.array(z.looseObject({ from: z.int().min(0), to: z.int().min(0), weight: z.number() })) })),
  }),
});

/**
 * Reads a `config.json` whose bytes are those that were registered. Throws `ARTEFACT_INVALID` for one of another format, and where network,
 * assets and graph do not fit together.
 */
export const readConfig = (bytes: Uint8Array): ArtefactConfig => {
  const config: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  const { success, data } = Read.safeParse(config);
  if (!success) throw new TerminalError('ARTEFACT_INVALID', `Its config.json is not of the format ${FORMAT}.`);
  const { network, snapshot: { history, channels, assets, relations } } = data;
  const known = ({ from, to }: { readonly from: number; readonly to: number }): boolean => from < assets.length && to < assets.length;
  const fits = network.history === history && network.channels.join() === channels.join()
    && network.relations.join() === relations.map(({ name }) => name).join() && relations.every(({ edges }) => edges.every(known));
  if (!fits) throw new TerminalError('ARTEFACT_INVALID', 'Its network is of other features, relations or assets than its snapshot.');
  return config as ArtefactConfig;
};
