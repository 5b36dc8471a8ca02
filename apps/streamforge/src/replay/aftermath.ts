/** What became of a replay's rows after the log had taken them: the market's rules are checked when they are handled. */
import { serviceOf } from '@streamforge/contracts/services';
import type { CommandContext } from '../command.ts';
import { count } from '../output/figures.ts';
import type { Fact } from '../output/facts-table.ts';
import { whole } from '../platform/pages.ts';
import type { Platform } from '../platform/platform.ts';

const LOOK_EVERY_MS = 50;
const TELL_EVERY_MS = 3_000;

const sumOf = async (platform: Platform, path: string, items: string, field: string): Promise<number> =>
  (await whole(platform, ['v1', path], items)).reduce((sum, fact) => sum + Number(fact[field] ?? 0), 0);

/** Dead letters of all topics. */
export const deadLettersIn = (platform: Platform): Promise<number> => sumOf(platform, 'topics', 'topics', 'deadLetters');

/** What producers write to: services that read something else may be left out of a platform, and then nobody ever handles it. */
const given = new Set<unknown>(serviceOf('gateway').produces);

const lagging = async (platform: Platform): Promise<readonly Fact[]> =>
  (await whole(platform, ['v1', 'lag'], 'groups')).filter(({ topic, lag }) => given.has(topic) && Number(lag) > 0);

/**
 * Resolves when what was produced is handled by the services that read it, or when the signal aborts. While it takes long, it says how
 * much is left for whom.
 */
export const handled = async (platform: Platform, { output, shell: { clock, signal } }: CommandContext): Promise<void> => {
  let toldAt = clock.monotonic();
  while (!signal.aborted) {
    const groups = await lagging(platform);
    if (groups.length === 0) return;
    if (clock.monotonic() - toldAt >= TELL_EVERY_MS) {
      toldAt = clock.monotonic();
      const left = groups.reduce((sum, { lag }) => sum + Number(lag), 0);
      output.talk(`${count(left)} records are still to be handled by ${[...new Set(groups.map(({ service }) => String(service)))].join(', ')}`);
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
};
