import { walkForward } from '@streamforge/gnn/evaluation/walk-forward';
import { barsNeeded } from '@streamforge/market/snapshot/features/feature';
import { panelHash } from '@streamforge/market/snapshot/hash';
import type { Plan, PlanTask } from './messages.ts';
import { panelOf } from './panel.ts';

/** Share of the bars that each test window takes, and all of them at most. */
const TEST = 0.2;
const MOST_TEST = 0.5;
/** Bars of a validation window, as a share of a test window. */
const VALIDATION = 0.75;

/** Puts the bars beside each other and cuts them into folds. Throws `UNIVERSE_TOO_SMALL` where they are too few. */
export const planOf = ({ data, training }: PlanTask): Plan => {
  const { features, history, folds, embargo } = training;
  const panel = panelOf(data, features.length);
  const needed = barsNeeded({ history, channels: features });
  return {
    panel,
    folds: walkForward(panel.times, { folds, embargo, history: needed - 1, purge: needed, test: Math.min(MOST_TEST, TEST * folds), validation: VALIDATION }),
    dataHash: panelHash(panel),
    from: panel.times[0] ?? 0,
    to: panel.times.at(-1) ?? 0,
  };
};
