/** The good agent: it knows that followers repeat their leader a minute later, and trades them when the leader has just moved. */
import type { SimulatedAsset } from '../roster.ts';
import { opposite, type Agent, type Decision, type Order } from './agent.ts';

/** The smallest movement of a leader, as a log return, whose repetition pays more than the fees. */
const WORTHWHILE = 0.002;

interface Signal {
  readonly leader: number;
  readonly move: number;
}

export const follower = (assets: readonly SimulatedAsset[]): Agent => {
  const leaders = assets.flatMap(({ leader }, at) => leader === undefined ? [at] : []);
  const followersOf = (leader: number): readonly number[] => assets.flatMap((asset, at) => asset.leader === leader ? [at] : []);
  const symbolOf = (at: number): string => assets[at]?.symbol ?? '';
  let before: readonly number[] = [];
  let open: Order | undefined;
  let turn = 0;

  const strongest = (close: readonly number[]): Signal | undefined => leaders
    .map((leader) => ({ leader, move: Math.log((close[leader] ?? 1) / (before[leader] ?? close[leader] ?? 1)) }))
    .filter(({ leader, move }) => Math.abs(move) >= WORTHWHILE && followersOf(leader).length > 0)
    .toSorted((a, b) => Math.abs(b.move) - Math.abs(a.move))[0];

  const opened = ({ leader, move }: Signal, close: readonly number[]): Order => {
    const followers = followersOf(leader);
    turn += 1;
    const asset = followers[turn % followers.length] ?? leader;
    const moved = `${move > 0 ? 'rose' : 'fell'} ${(Math.abs(move) * 100).toFixed(2)} %`;
    return {
      type: 'open', asset, side: move > 0 ? 'buy' : 'sell', ticks: close[asset] ?? 1,
      reason: `${symbolOf(leader)} ${moved} within the minute; ${symbolOf(asset)} repeats it a minute later.`,
    };
  };

  return {
    account: 'sim-follower',
    says: 'It trades followers in the minute after their leader moved, and gets out a minute later.',
    decide: ({ close }) => {
      const decisions: Decision[] = [];
      if (open !== undefined) {
        const { asset, side } = open;
        decisions.push({ type: 'close', asset, side: opposite(side), ticks: close[asset] ?? 1, reason: 'The minute is over.' });
      }
      const signal = strongest(close);
      open = signal === undefined ? undefined : opened(signal, close);
      if (open !== undefined) decisions.push(open);
      before = close;
      return decisions;
    },
  };
};
