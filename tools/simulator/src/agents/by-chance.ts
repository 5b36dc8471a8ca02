/** The random agent: it opens, chooses and closes by chance. What it earns is what luck and fees leave. */
import type { Random } from '@streamforge/determinism/random';
import type { SimulatedAsset } from '../roster.ts';
import { opposite, type Agent, type Order } from './agent.ts';

/** Odds of opening in a minute without a position, and of closing in one with a position. */
const ODDS = 1 / 20;

export const byChance = (assets: readonly SimulatedAsset[], random: Random): Agent => {
  let open: Order | undefined;
  return {
    account: 'sim-random',
    says: 'It opens, chooses and closes by chance.',
    decide: ({ close }) => {
      // As many draws in every minute, so that what it does never shifts what it does later.
      const [acts, chosen, up] = [random() < ODDS, Math.floor(random() * assets.length), random() < 0.5];
      if (!acts) return [];
      if (open !== undefined) {
        const { asset, side } = open;
        open = undefined;
        return [{ type: 'close', asset, side: opposite(side), ticks: close[asset] ?? 1, reason: 'Chance closes it.' }];
      }
      open = { type: 'open', asset: chosen, side: up ? 'buy' : 'sell', ticks: close[chosen] ?? 1, reason: 'Chance opens it.' };
      return [open];
    },
  };
};
