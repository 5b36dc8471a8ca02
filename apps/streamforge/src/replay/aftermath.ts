/** What became of a replay's rows after the log had taken them: the market's rules are checked when they are handled. */
import type { CommandContext } from '../command.ts';
import { count } from '../output/figures.ts';
import { whole } from '../platform/pages.ts';
import type { Platform } from '../platform/platform.ts';

const LOOK_EVERY_MS = 50;
const TELL_EVERY_MS = 3_000;

const sumOf = async (platform: Platform, path: string, items: string, field: string): Promise<number> =>
  (await whole(platform, ['v1', path], items)).reduce((sum, fact) => sum + Number(fact[field] ?? 0), 0);

/** Dead letters of all topics. */
export const deadLettersIn = (platform: Platform): Promise<number> => sumOf(platform, 'topics', 'topics', 'deadLetters');

/** Resolves when no group lags, or when the signal aborts. While it takes long, it says how much is left. */
export const handled = async (platform: Platform, { output, shell: { clock, signal } }: CommandContext): Promise<void> => {
  let toldAt = clock.monotonic();
  while (!signal.aborted) {
    const left = await sumOf(platform, 'lag', 'groups', 'lag');
    if (left === 0) return;
    if (clock.monotonic() - toldAt >= TELL_EVERY_MS) {
      toldAt = clock.monotonic();
      output.talk(`${count(left)} records are still to be handled`);
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
};
