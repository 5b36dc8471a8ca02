import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Command } from 'commander';
import type { Act, AddCommand, CommandContext } from '../command.ts';
import { AnswerError, UsageError } from '../complaint.ts';
import { ordered, order } from '../models/order.ts';
import { baselinesIn, reportLines, type RegisteredFacts, type VersionFacts } from '../models/report.ts';
import type { Colours } from '../output/colour.ts';
import { bytes, count, instant, percent } from '../output/figures.ts';
import { table } from '../output/table.ts';
import { feeding } from '../platform/feeding.ts';
import { listed, whole } from '../platform/pages.ts';
import { get, pathOf, type Platform } from '../platform/platform.ts';

/** `streamforge models ls|show|promote`: registered models, their versions and what each is worth. */
export const addModels: AddCommand = (program, act) => {
  const models = program.command('models').description('list, show and promote models');
  addList(models, act);
  addShow(models, act);
  addPromote(models, act);
};

const addList = (models: Command, act: Act): void => {
  models.command('ls').description('list models').action(act(async ({ output, withPlatform }) => {
    const found = await withPlatform((platform) => whole(platform, ['v1', 'gnn', 'models'], 'models'));
    output.data(found as unknown as readonly RegisteredFacts[], (all, colours) => all.length === 0 ? colours.faint('none') : table(all, [
      { title: 'model', cell: ({ name }) => name },
      { title: 'versions', cell: ({ versions }) => count(versions), align: 'right' },
      { title: 'newest', cell: ({ newest }) => newest === null ? '' : String(newest), align: 'right' },
      { title: 'champion', cell: ({ champion }) => champion === null ? 'none' : String(champion), align: 'right' },
    ], colours));
    return undefined;
  }));
};

interface FileFacts {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly href: string;
}

const addShow = (models: Command, act: Act): void => {
  models.command('show').description('show a model’s versions, or one version with its scores and files')
    .argument('<model>').argument('[version]')
    .action(act(async ({ output, withPlatform }, _options, model: string, version?: string) => {
      if (version === undefined) {
        const answer = await withPlatform((platform) => get(platform, pathOf(['v1', 'gnn', 'models', model])));
        output.data(answer as ModelFacts, versionsTable);
        return undefined;
      }
      output.data(await withPlatform((platform) => oneVersion(platform, model, version)), ({ files, ...report }, colours) =>
        [reportLines(report, colours), ...files.map((file) => `  ${file.name.padEnd(18)}  ${bytes(file.bytes).padStart(10)}  ${file.href}`)].join('\n'));
      return undefined;
    }));
};

interface ModelFacts {
  readonly model: RegisteredFacts;
  readonly versions: readonly VersionFacts[];
}

const oneVersion = async (platform: Platform, model: string, number: string) => {
  const { version, files } = await get(platform, pathOf(['v1', 'gnn', 'models', model, 'versions', number])) as
    { readonly version: VersionFacts; readonly files: readonly FileFacts[] };
  const { model: { champion } } = await get(platform, pathOf(['v1', 'gnn', 'models', model], { limit: 1 })) as ModelFacts;
  const { metrics } = await get(platform, pathOf(['v1', 'gnn', 'runs', version.run])) as { readonly metrics: Readonly<Record<string, number>> };
  return { version, champion: champion === version.version, samples: metrics['test.samples'] ?? null, baselines: baselinesIn(metrics), files };
};

const versionsTable = ({ model, versions }: ModelFacts, colours: Colours): string => table(versions, [
  { title: 'version', cell: ({ version }) => `${version}${version === model.champion ? ' champion' : ''}` },
  { title: 'accuracy', cell: ({ accuracy }) => percent(accuracy, { digits: 2 }), align: 'right' },
  { title: 'best baseline', cell: ({ baseline }) => `${baseline.name} ${percent(baseline.accuracy, { digits: 2 })}` },
  { title: 'trained', cell: ({ createdAt }) => instant(createdAt) },
  { title: 'verdict', cell: ({ verdict }) => verdict },
], colours);

interface PromoteOptions {
  readonly force?: boolean;
}

const addPromote = (models: Command, act: Act): void => {
  models.command('promote').description('make a version the champion: what predicts from now on')
    .argument('<model>').argument('<version>')
    .option('--force', 'also when it is no better than its best baseline')
    .action(act(async (context, { force = false }: PromoteOptions, model: string, version: string) => {
      const { clock, ids } = context.shell;
      if (!/^[1-9]\d{0,8}$/.test(version)) throw new UsageError(`"${version}" is no version: they are numbers from 1`);
      const wanted = ordered({ job: ids(), command: 'promote', model, version: Number(version), ...force && { force }, time: clock.now() });
      return await feeding(context, async ({ platform }) => {
        await get(platform, pathOf(['v1', 'gnn', 'models', model, 'versions', version]));
        await order(platform, wanted);
        if (!await promoted(context, platform, model, wanted.job)) return 'interrupted';
        context.output.data({ model, champion: Number(version) }, ({ champion }) => `${model} version ${champion} is champion`);
        return 'done';
      }, { creates: false });
    }));
};

const LOOK_EVERY_MS = 200;
const PATIENCE_MS = 30_000;

/** Waits until the alias moved because of this command; throws what it was refused with. False when interrupted. */
const promoted = async ({ shell: { clock, signal } }: CommandContext, platform: Platform, model: string, job: string): Promise<boolean> => {
  for (const began = clock.monotonic(); !signal.aborted; await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined)) {
    const { aliases } = await get(platform, pathOf(['v1', 'gnn', 'models', model], { limit: 1 })) as { readonly aliases: readonly { readonly by: string }[] };
    if (aliases.some(({ by }) => by === job)) return true;
    const [letter] = await listed(platform, ['v1', 'dead-letters'], 'letters', { topic: 'gnn.commands.v1', contains: job }, 1);
    if (letter !== undefined) throw new AnswerError(409, String(letter['code']), String(letter['message']));
    if (clock.monotonic() - began > PATIENCE_MS) throw new StreamForgeError('NOT_RUNNING', 'No gnn-trainer took the command; it waits on gnn.commands.v1.');
  }
  return false;
};
