import { StreamForgeError } from '@streamforge/contracts/errors';
import { alignBars, type Panel } from '@streamforge/market/snapshot/panel';
import type { PanelData } from './messages.ts';

/** Features that are held at once, 4 bytes each. */
const MOST_FEATURES = 100_000_000;

/** Bars of all assets beside each other. Throws `REQUEST_INVALID` where their features would not fit in memory. */
export const panelOf = ({ series, interval, calendar }: PanelData, channels: number): Panel => {
  const panel = alignBars(series, { interval, calendar });
  const features = panel.closes.length * channels;
  if (features <= MOST_FEATURES) return panel;
  const shape = `${channels} features at ${panel.times.length} times of ${panel.symbols.length} assets`;
  throw new StreamForgeError('REQUEST_INVALID', `${shape} are ${features} numbers, and at most ${MOST_FEATURES} are held: name fewer symbols or a shorter range.`);
};
