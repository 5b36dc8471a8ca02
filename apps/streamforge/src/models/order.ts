/** Commands to the trainer, as options spell them. What the contract refuses is a mistake in how the command was written. */
import { GnnCommand } from '@streamforge/contracts/events/gnn';
import { trainingContradiction, universeContradiction } from '@streamforge/contracts/events/gnn-contradiction';
import { UsageError } from '../complaint.ts';
import type { Platform } from '../platform/platform.ts';
import { command } from '../jobs/job.ts';

export interface TrainFlags {
  readonly exchange: string;
  readonly interval: string;
  readonly symbols?: string;
  readonly from?: string;
  readonly to?: string;
  readonly full?: boolean;
  readonly layer?: string;
  readonly history?: string;
  readonly features?: string;
  readonly convolutions?: string;
  readonly hidden?: string;
  readonly heads?: string;
  readonly residual?: boolean;
  readonly layerNorm?: boolean;
  readonly temporal?: string;
  readonly loss?: string;
  readonly epochs?: string;
  readonly learningRate?: string;
  readonly weightDecay?: string;
  readonly dropout?: string;
  readonly attentionDropout?: string;
  readonly relations?: string;
  readonly edges?: string;
  readonly seed?: string;
  readonly seeds?: string;
  readonly folds?: string;
  readonly embargo?: string;
  readonly costBps?: string;
  readonly topK?: string;
  readonly measure?: string;
  readonly leakLimit?: string;
}

/** As many folds and seeds as a judgement takes that carries weight. */
export const fullStudy = { folds: 5, seeds: 5 } as const;

const moment = (text: string | undefined, option: string): number | undefined => {
  if (text === undefined) return undefined;
  const time = /^\d{5,}$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isSafeInteger(time)) throw new UsageError(`${option} "${text}" is neither epoch milliseconds nor an RFC 3339 time`);
  return time;
};

const number = (text: string | undefined): number | undefined => text === undefined ? undefined : Number(text);

const list = (text: string | undefined): readonly string[] | undefined =>
  text?.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');

/** Without the fields that are absent: the contract’s defaults then stand. */
const given = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Universe and training of a `train` command. */
export const trainingOf = (flags: TrainFlags) => ({
  universe: given({
    exchange: flags.exchange,
    interval: flags.interval,
    symbols: list(flags.symbols),
    from: moment(flags.from, '--from'),
    to: moment(flags.to, '--to'),
  }),
  training: given({
    layer: flags.layer,
    history: number(flags.history),
    features: list(flags.features),
    convolutions: number(flags.convolutions),
    hidden: number(flags.hidden),
    heads: number(flags.heads),
    residual: flags.residual,
    layerNorm: flags.layerNorm,
    temporal: flags.temporal,
    loss: flags.loss,
    epochs: number(flags.epochs),
    learningRate: number(flags.learningRate),
    weightDecay: number(flags.weightDecay),
    dropout: number(flags.dropout),
    attentionDropout: number(flags.attentionDropout),
    relations: list(flags.relations),
    edgesPerAsset: number(flags.edges),
    seed: number(flags.seed),
    seeds: number(flags.seeds) ?? (flags.full === true ? fullStudy.seeds : undefined),
    folds: number(flags.folds) ?? (flags.full === true ? fullStudy.folds : undefined),
    embargo: number(flags.embargo),
    costBps: number(flags.costBps),
    topK: number(flags.topK),
    measure: flags.measure,
    leakLimit: number(flags.leakLimit),
  }),
});

/** Checks a command as every reader of it will, and answers it with its defaults. */
export const ordered = (order: Readonly<Record<string, unknown>>): GnnCommand => {
  const { success, data, error } = GnnCommand.safeParse(order);
  if (!success) throw new UsageError(error.issues.slice(0, 3).map(problem).join('; '));
  const { universe, training } = data;
  const contradiction = (universe && universeContradiction(universe)) ?? (training && trainingContradiction(training));
  if (contradiction !== undefined) throw new UsageError(contradiction.replaceAll(/"(?:universe|training)\.(\w+)"/g, (_, field: string) => spelled(field)));
  return data;
};

/** Fields whose option or argument is not spelled as they are. */
const spellings: Readonly<Record<string, string>> = { model: '<model>', edgesPerAsset: '--edges', version: '--use' };

/** A field of a command as a person writes it: `learningRate` is `--learning-rate`. */
const spelled = (field: string): string => spellings[field] ?? `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Universe and training hold what options say; an entry of a list is its option’s. */
const problem = ({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): string => {
  const [field] = path.filter((step) => step !== 'universe' && step !== 'training');
  return `${field === undefined ? 'the command' : spelled(String(field))}: ${message}`;
};

/** Sends it to the trainer; durable when it resolves. */
export const order = (platform: Platform, gnnCommand: GnnCommand): Promise<void> => command(platform, 'gnn.commands.v1', gnnCommand);
