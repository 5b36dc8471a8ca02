import { Argument } from 'commander';
import type { AddCommand } from '../command.ts';
import { count, duration } from '../output/figures.ts';
import { runTask } from '../platform/task.ts';
import { derivedStores, isDerived, rebuildDerived } from '../rebuild/derived.ts';

interface RebuildOptions {
  readonly force?: boolean;
}

interface Rebuilt {
  readonly records: number;
  readonly before: string;
  readonly after: string;
  readonly rounds: number;
}

const help = `
The platform may run: it goes on taking records, and readers see the store fill up. A rebuild that was killed leaves a
store that lacks something; run it again, from the beginning. While records arrive the hashes differ by them: compare
with \`streamforge verify documents\` instead.
vectors and ledger are made again from the documents and the log by the services that keep them (embeddings, roi-logger), as a
job that goes on when this command ends.`;

/** `streamforge rebuild documents|vectors|ledger`: empties a store and fills it again. */
export const addRebuild: AddCommand = (program, act) => {
  program.command('rebuild')
    .description('empty a store and fill it again from the archive and the log, also while the platform runs')
    .addArgument(new Argument('<store>', 'which store').choices(['documents', ...derivedStores]))
    .option('--force', 'documents: also when archive and log no longer hold everything: what they lost is then gone from the store, too')
    .addHelpText('after', help)
    .action(act(async (context, { force = false }: RebuildOptions, store: string) => {
      if (isDerived(store)) return await rebuildDerived(context, store);
      const { output, shell: { clock } } = context;
      const began = clock.monotonic();
      const result = await runTask<Rebuilt>(context, { kind: 'rebuild', store, force });
      if (result === undefined) {
        output.talk('The store is not whole; run the rebuild again.');
        return 'interrupted';
      }
      const { rounds: _, ...figures } = result;
      const rebuilt = { store, ...figures, same: result.before === result.after, milliseconds: Math.round(clock.monotonic() - began) };
      output.data(rebuilt, ({ records, before, after, same, milliseconds }) => [
        `rebuilt   ${store} from ${count(records)} records in ${duration(milliseconds)}`,
        `before    ${before}`,
        `after     ${after}  ${same ? 'the same' : 'not the same: records arrived, or the store had lost or kept something that its history has not'}`,
      ].join('\n'));
      return 'done';
    }));
};
