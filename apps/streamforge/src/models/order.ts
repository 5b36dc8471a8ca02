/** Commands to the trainer, as options spell them. What the contract refuses is a mistake in how the command was written. */
import { GnnCommand } from '@streamforge/contracts/events/gnn';
import { UsageError } from '../complaint.ts';
import type { Platform } from '../platform/platform.ts';
import { command } from '../jobs/job.ts';

export interface TrainFlags {
  readonly exchange: string;
  readonly interval: string;
  readonly symbols?: string;
  readonly from?: string;
  readonly to?: string;
  readonly history?: string;
  readonly hidden?: string;
  readonly epochs?: string;
  readonly learningRate?: string;
  readonly weightDecay?: string;
  readonly dropout?: string;
  readonly edges?: string;
  readonly seed?: string;
}

const moment = (text: string | undefined, option: string): number | undefined => {
  if (text === undefined) return undefined;
  const time = /^\d{5,}$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isSafeInteger(time)) throw new UsageError(`${option} "${text}" is neither epoch milliseconds nor an RFC 3339 time`);
  return time;
};

const number = (text: string | undefined): number | undefined => text === undefined ? undefined : Number(text);

/** Without the fields that are absent: the contract’s defaults then stand. */
const given = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Universe and training of a `train` command. */
export const trainingOf = (flags: TrainFlags) => ({
  universe: given({
    exchange: flags.exchange,
    interval: flags.interval,
    symbols: flags.symbols?.split(',').map((symbol) => symbol.trim()).filter((symbol) => symbol !== ''),
    from: moment(flags.from, '--from'),
    to: moment(flags.to, '--to'),
  }),
  training: given({
    history: number(flags.history),
    hidden: number(flags.hidden),
    epochs: number(flags.epochs),
    learningRate: number(flags.learningRate),
    weightDecay: number(flags.weightDecay),
    dropout: number(flags.dropout),
    edgesPerAsset: number(flags.edges),
    seed: number(flags.seed),
  }),
});

/** Checks a command as every reader of it will, and answers it with its defaults. */
export const ordered = (order: Readonly<Record<string, unknown>>): GnnCommand => {
  const { success, data, error } = GnnCommand.safeParse(order);
  if (success) return data;
  throw new UsageError(error.issues.slice(0, 3).map(problem).join('; '));
};

const problem = ({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): string => `${path.at(-1)?.toString() ?? 'the command'}: ${message}`;

/** Sends it to the trainer; durable when it resolves. */
export const order = (platform: Platform, gnnCommand: GnnCommand): Promise<void> => command(platform, 'gnn.commands.v1', gnnCommand);
