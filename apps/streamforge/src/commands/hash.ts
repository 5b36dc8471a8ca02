import type { AddCommand } from '../command.ts';
import { get, type Platform } from '../platform/platform.ts';

/** The state hash: the same for two platforms exactly when they hold the same facts. */
export const stateHash = async (platform: Platform): Promise<string> =>
  (await get(platform, '/v1/state-hash') as { readonly hash: string }).hash;

/** `streamforge hash`: one line that says what the whole state is. */
export const addHash: AddCommand = (program, act) => {
  program.command('hash')
    .description('print the state hash: equal exactly when two platforms hold the same facts')
    .action(act(async ({ output, withPlatform }) => {
      const answer = await withPlatform((platform) => get(platform, '/v1/state-hash')) as { readonly hash: string };
      output.data(answer, ({ hash }) => hash);
      return undefined;
    }));
};
