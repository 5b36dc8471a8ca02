/** Moves of the alias `champion`, by command to the trainer. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { GnnCommand } from '@streamforge/contracts/events/gnn';
import type { RegisteredModel } from '@streamforge/model-registry/entities';
import type { Command } from 'commander';
import type { Act, CommandContext } from '../command.ts';
import { AnswerError } from '../complaint.ts';
import { feeding } from '../platform/feeding.ts';
import { listed } from '../platform/pages.ts';
import { get, pathOf, type Platform } from '../platform/platform.ts';
import { ordered, order } from './order.ts';
import { assertVersion } from './version-number.ts';

interface PromoteOptions {
  readonly force?: boolean;
}

/** `streamforge models promote lag 3`. */
export const addPromote = (models: Command, act: Act): void => {
  models.command('promote').description('make a version the champion: what predicts from now on')
    .argument('<model>').argument('<version>')
    .option('--force', 'also when it is no better than its best baseline')
    .action(act(async (context, { force = false }: PromoteOptions, model: string, version: string) => {
      const { clock, ids } = context.shell;
      assertVersion(version);
      const wanted = ordered({ job: ids(), command: 'promote', model, version: Number(version), ...force && { force }, time: clock.now() });
      return await feeding(context, async ({ platform }) => {
        await get(platform, pathOf(['v1', 'gnn', 'models', model, 'versions', version]));
        const already = (await registered(platform, model)).model.champion === wanted.version;
        if (!already) {
          await order(platform, wanted);
          if (!await moved(context, platform, model, wanted)) return 'interrupted';
        }
        context.output.data({ model, champion: Number(version) }, ({ champion }) => `${model} version ${champion} is champion${already ? ' already' : ''}`);
        return 'done';
      }, { creates: false });
    }));
};

/** `streamforge models rollback lag`. */
export const addRollback = (models: Command, act: Act): void => {
  models.command('rollback').description('take the last promotion back: the champion before it predicts again')
    .argument('<model>')
    .action(act(async (context, _options, model: string) => {
      const { clock, ids } = context.shell;
      const wanted = ordered({ job: ids(), command: 'rollback', model, time: clock.now() });
      return await feeding(context, async ({ platform }) => {
        await registered(platform, model);
        await order(platform, wanted);
        if (!await moved(context, platform, model, wanted)) return 'interrupted';
        const { model: { champion } } = await registered(platform, model);
        context.output.data({ model, champion }, () => champion === null ? `${model} has no champion now` : `${model} version ${champion} is champion again`);
        return 'done';
      }, { creates: false });
    }));
};

interface Registered {
  readonly model: RegisteredModel;
  readonly aliases: readonly { readonly by: string }[];
}

const registered = async (platform: Platform, model: string): Promise<Registered> =>
  await get(platform, pathOf(['v1', 'gnn', 'models', model], { limit: 1 })) as Registered;

const LOOK_EVERY_MS = 200;
const PATIENCE_MS = 30_000;

/**
 * Waits until the alias moved because of this command, or stands where it is wanted because of another; throws what it was refused with.
 * False when interrupted.
 */
const moved = async ({ shell: { clock, signal } }: CommandContext, platform: Platform, model: string, { job, version }: GnnCommand): Promise<boolean> => {
  for (const began = clock.monotonic(); !signal.aborted; await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined)) {
    const { model: { champion }, aliases } = await registered(platform, model);
    if (champion === version || aliases.some(({ by }) => by === job)) return true;
    const [letter] = await listed(platform, ['v1', 'dead-letters'], 'letters', { topic: 'gnn.commands.v1', contains: job }, 1);
    if (letter !== undefined) throw new AnswerError(409, String(letter['code']), String(letter['message']));
    if (clock.monotonic() - began > PATIENCE_MS) throw new StreamForgeError('NOT_RUNNING', 'No gnn-trainer took the command; it waits on gnn.commands.v1.');
  }
  return false;
};
