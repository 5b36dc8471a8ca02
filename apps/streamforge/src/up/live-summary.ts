/** Shows, again and again, what the platform holds: redrawn in place on a terminal, a plain line every few seconds elsewhere. */
import type { CommandContext } from '../command.ts';
import type { Platform } from '../platform/platform.ts';
import type { Screen } from './screen.ts';
import { relatedAsset, snapshotOf, type RelatedAsset } from './snapshot.ts';

const EVERY_MS = { terminal: 1_000, lines: 3_000 };

/** Shows the platform until the signal aborts. While a store does not answer there is nothing to show; the log says why. */
export const liveSummary = async (
  { shell: { clock, signal } }: CommandContext, platform: Platform, screen: Screen, simulated: boolean,
): Promise<void> => {
  let before = { bars: (await snapshotOf(platform).catch(() => undefined))?.bars ?? 0, at: clock.monotonic() };
  let related: RelatedAsset | undefined;
  while (!signal.aborted) {
    await clock.sleep(screen.inPlace ? EVERY_MS.terminal : EVERY_MS.lines, signal).catch(() => undefined);
    if (signal.aborted) return;
    const snapshot = await snapshotOf(platform).catch(() => undefined);
    if (snapshot === undefined) continue;
    related ??= await relatedAsset(platform).catch(() => undefined);
    const now = { bars: snapshot.bars, at: clock.monotonic() };
    screen.show({ simulated, snapshot, perSecond: Math.max(0, now.bars - before.bars) / (now.at - before.at) * 1_000, related });
    before = now;
  }
};
