import { refused, type Refused } from './refusal.ts';
import { refusalCases, workingEnv } from './cases.ts';
import { withRefusingServers } from './servers.ts';

export interface AllRefusals {
  /** Those whose name matches. */
  readonly only?: RegExp;
  /** Processes at once: one, where the time counts. */
  readonly beside?: number;
  /** Told of each as it ends. */
  readonly tell?: (refused: Refused) => void;
}

/** Tries refusals against servers of its own. */
export const allRefusals = (
  { only = /./, beside = 3, tell = () => undefined }: AllRefusals = {},
): Promise<readonly Refused[]> => withRefusingServers(async (servers) => {
  const base = workingEnv(servers);
  const waiting = refusalCases(servers).filter(({ what }) => only.test(what)).entries();
  const results: Refused[] = [];
  const work = async (): Promise<void> => {
    for (const [at, each] of waiting) {
      const result = await refused(each, { base, secrets: servers.secrets });
      tell(result);
      results[at] = result;
    }
  };
  await Promise.all(Array.from({ length: beside }, work));
  return results;
});
