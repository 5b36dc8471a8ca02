/** The alias `champion`, inside a transaction. Each move is a row, so that it can be explained and taken back. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Transaction } from '@streamforge/relational/port';
import type { AliasChange } from './entities.ts';
import type { RegistryTables } from './tables.ts';
import { lockModel } from './versions.ts';

type Writing = Transaction<RegistryTables>;

export interface Promotion {
  readonly model: string;
  readonly version: number;
  /** Promotes a version that is no better than its baseline too. */
  readonly force: boolean;
  /** Job or command that asks for it: asking again changes nothing. */
  readonly by: string;
  readonly at: number;
  /** Whether a training promotes its own version, rather than somebody. */
  readonly automatic?: boolean;
}

export type Rollback = Pick<Promotion, 'model' | 'by' | 'at'>;

const changes = (trx: Writing, model: string) => trx.selectFrom('model_aliases').selectAll().where('model', '=', model);

/** Whether an order was carried out before, be it by a move or by finding the alias there. */
const known = async (trx: Writing, model: string, by: string): Promise<boolean> =>
  await changes(trx, model).where('by_job', '=', by).executeTakeFirst() !== undefined
  || await trx.selectFrom('alias_orders').select('by_job').where('model', '=', model).where('by_job', '=', by).executeTakeFirst() !== undefined;

const lastMove = (trx: Writing, model: string) => changes(trx, model).orderBy('position', 'desc').limit(1).executeTakeFirst();

const move = async (trx: Writing, { model, version, by, why, at }: Pick<AliasChange, 'model' | 'version' | 'by' | 'why' | 'at'>): Promise<void> => {
  const last = await lastMove(trx, model);
  await trx.insertInto('model_aliases').values({ model, position: (last?.position ?? 0) + 1, version, previous: last?.version ?? null, by_job: by, why, at })
    .execute();
};

const unknownModel = (model: string): TerminalError => new TerminalError('MODEL_UNKNOWN', `There is no model ${model}.`);

/**
 * Makes a version the champion; one that is champion already stays it, without a move that a rollback would take back. Throws
 * `MODEL_UNKNOWN` where it is not whole, and `MODEL_NOT_BETTER` where it is no better than its best baseline, unless forced.
 */
export const promote = async (trx: Writing, { model, version, force, by, at, automatic = false }: Promotion): Promise<void> => {
  if (!await lockModel(trx, model)) throw unknownModel(model);
  if (await known(trx, model, by)) return;
  if ((await lastMove(trx, model))?.version === version) {
    await trx.insertInto('alias_orders').values({ model, by_job: by }).execute();
    return;
  }
  const row = await trx.selectFrom('model_versions').select(['better', 'verdict']).where('model', '=', model).where('version', '=', version)
    .where('sha256', 'is not', null).executeTakeFirst();
  if (row === undefined) throw new TerminalError('MODEL_UNKNOWN', `${model} has no version ${version}.`);
  if (row.better !== true && !force) throw new TerminalError('MODEL_NOT_BETTER', `${model} version ${version}: ${row.verdict ?? ''}`);
  await move(trx, { model, version, by, why: row.better !== true ? 'forced' : automatic ? 'better' : 'promoted', at });
};

/** Versions that were champion, the newest move last; a rollback takes the last away. */
const reigns = (moves: readonly Pick<AliasChange, 'version' | 'why'>[]): readonly (number | null)[] => moves.reduce<readonly (number | null)[]>(
  (stack, { version, why }) => (why === 'rolled-back' ? stack.slice(0, -1) : [...stack, version]), []);

/** Moves the alias back to the champion before the last promotion, or to none. Throws `MODEL_UNKNOWN` where there is no champion. */
export const rollBack = async (trx: Writing, { model, by, at }: Rollback): Promise<void> => {
  if (!await lockModel(trx, model)) throw unknownModel(model);
  if (await known(trx, model, by)) return;
  const stack = reigns(await changes(trx, model).orderBy('position').execute());
  if (stack.length === 0) throw new TerminalError('MODEL_UNKNOWN', `${model} has no champion.`);
  await move(trx, { model, version: stack.at(-2) ?? null, by, why: 'rolled-back', at });
};
