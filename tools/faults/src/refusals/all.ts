import { refused, type Refused } from './refusal.ts';
import { refusalCases, workingEnv } from './cases.ts';
import { withRefusingServers } from './servers.ts';

/** Processes at once: most of them only wait. */
const beside = 3;

/** Tries every refusal whose name matches, against servers of its own. */
export const allRefusals = (only = /./, tell: (refused: Refused) => void = () => undefined): Promise<readonly Refused[]> => withRefusingServers(async (servers) => {
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
