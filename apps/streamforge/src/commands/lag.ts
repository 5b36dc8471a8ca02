import type { AddCommand } from '../command.ts';
import { factsTable } from '../output/facts-table.ts';
import { whole } from '../platform/pages.ts';

/** `streamforge lag`: how far each group is behind. */
export const addLag: AddCommand = (program, act) => {
  program.command('lag')
    .description('show how many records each consumer group has not handled yet')
    .action(act(async ({ output, withPlatform }) => {
      output.data(await withPlatform((platform) => whole(platform, ['v1', 'lag'], 'groups')), factsTable);
      return undefined;
    }));
};
