import { Argument } from 'commander';
import type { AddCommand } from '../command.ts';
import { count, duration } from '../output/figures.ts';
import { runTask } from '../platform/task.ts';

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
with \`streamforge verify documents\` instead.`;

/** `streamforge rebuild documents`: empties a store and fills it again from the archive and the log. */
export const addRebuild: AddCommand = (program, act) => {
  program.command('rebuild')
    .description('empty a store and fill it again from the archive and the log, also while the platform runs')
    .addArgument(new Argument('<store>', 'which store').choices(['documents']))
    .option('--force', 'also when archive and log no longer hold everything: what they lost is then gone from the store, too')
    .addHelpText('after', help)
    .action(act(async (context, { force = false }: RebuildOptions, store: string) => {
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
