import type { RegisteredModel } from '@streamforge/model-registry/entities';
import type { Command } from 'commander';
import type { Act, AddCommand } from '../command.ts';
import { addCompare } from '../models/compare.ts';
import { addPromote, addRollback } from '../models/champion.ts';
import { addExport } from '../models/export.ts';
import { judgedBy, reportLines, type VersionFacts } from '../models/report.ts';
import type { Colours } from '../output/colour.ts';
import { bytes, count, instant, percent } from '../output/figures.ts';
import { printable, table } from '../output/table.ts';
import { whole } from '../platform/pages.ts';
import { get, pathOf, type Platform } from '../platform/platform.ts';

/** `streamforge models ls|show|compare|promote|rollback|export`: registered models, their versions and what each is worth. */
export const addModels: AddCommand = (program, act) => {
  const models = program.command('models').description('list, show, compare, promote and export models');
  addList(models, act);
  addShow(models, act);
  addCompare(models, act);
  addPromote(models, act);
  addRollback(models, act);
  addExport(models, act);
};

const addList = (models: Command, act: Act): void => {
  models.command('ls').description('list models').action(act(async ({ output, withPlatform }) => {
    const found = await withPlatform((platform) => whole(platform, ['v1', 'gnn', 'models'], 'models'));
    output.data(found as unknown as readonly RegisteredModel[], (all, colours) => all.length === 0 ? colours.faint('none') : table(all, [
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
      const { address, ...shown } = await withPlatform(async (platform) => ({ ...await oneVersion(platform, model, version), address: platform.address ?? '' }));
      output.data(shown, ({ files, ...report }, colours) => [reportLines(report, colours), ...fileLines(files, address)].join('\n'));
      return undefined;
    }));
};

interface ModelFacts {
  readonly model: RegisteredModel;
  readonly versions: readonly VersionFacts[];
}

/** Names, sizes and links that a terminal can follow. */
const fileLines = (files: readonly FileFacts[], address: string): readonly string[] => {
  const width = Math.max(...files.map(({ name }) => name.length));
  return files.map(({ name, bytes: size, href }) => `  ${printable(name).padEnd(width)}  ${bytes(size).padStart(10)}  ${address}${printable(href)}`);
};

const oneVersion = async (platform: Platform, model: string, number: string) => {
  const { version, files } = await get(platform, pathOf(['v1', 'gnn', 'models', model, 'versions', number])) as
    { readonly version: VersionFacts; readonly files: readonly FileFacts[] };
  const { model: { champion } } = await get(platform, pathOf(['v1', 'gnn', 'models', model], { limit: 1 })) as ModelFacts;
  const { metrics } = await get(platform, pathOf(['v1', 'gnn', 'runs', version.run])) as { readonly metrics: Readonly<Record<string, number>> };
  return { version, champion: champion === version.version, ...judgedBy(metrics, version), files };
};

const versionsTable = ({ model, versions }: ModelFacts, colours: Colours): string => table(versions, [
  { title: 'version', cell: ({ version }) => `${version}${version === model.champion ? ' champion' : ''}` },
  { title: 'accuracy', cell: ({ accuracy }) => percent(accuracy, { digits: 2 }), align: 'right' },
  { title: 'best baseline', cell: ({ baseline }) => `${baseline.name} ${percent(baseline.accuracy, { digits: 2 })}` },
  { title: 'trained', cell: ({ createdAt }) => instant(createdAt) },
  { title: 'verdict', cell: ({ verdict }) => verdict },
], colours);
