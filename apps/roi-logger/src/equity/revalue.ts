/** Makes the points of an account in a stretch of event time anew, keeps them, and publishes them. */
import type { Ledger } from '@streamforge/ledger/ledger';
import type { EquityPoint } from '@streamforge/ledger/rows';
import type { Standing } from '@streamforge/ledger/standing';
import type { RoiContext } from '../context.ts';
import { snapshotsOf } from '../snapshots.ts';
import { Changes } from './changes.ts';
import { pointAt, pointBefore } from './grid.ts';
import { Walk } from './walk.ts';

/** From a moment (inclusive) to a moment (exclusive); Infinity is the end. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Points kept together. */
const CHUNK = 1_000;

/**
 * Makes anew every point from the one at or after `from` to the last before the one at or after `to`. Whoever reads what was stored since
 * the account’s version was read finds a greater version when it writes, and starts again from what is stored then.
 */
export const revalue = async (ledger: Ledger, account: string, { from, to }: Stretch, context: RoiContext): Promise<void> => {
  let begin = from;
  for (;;) {
    const standing = await ledger.standing(account);
    if (standing === undefined) return;
    const { grid, firstTime } = standing.sums;
    const [first, end] = [pointAt(grid, Math.max(begin, firstTime)), Number.isFinite(to) ? pointAt(grid, to) : to];
    if (first >= end) return;
    const reached = await revalueFrom(ledger, standing, { from: first, to: end }, context);
    if (reached === undefined) return;
    begin = reached;
  }
};

/** Answers where to start again when the account changed meanwhile; undefined when all is done. */
const revalueFrom = async (ledger: Ledger, standing: Standing, { from, to }: Stretch, context: RoiContext): Promise<number | undefined> => {
  const { account, grid, capital, lastTime } = standing.sums;
  const after = pointBefore(grid, from);
  const changes = await Changes.after(after, (moment) => (lastTime > after ? ledger.fillsAfter(account, moment) : Promise.resolve([])));
  const walk = await Walk.begin({
    documents: context.documents, standing, changes, after,
    priceAt: (asset) => ledger.priceAt(account, asset, after),
  });
  try {
    let [begin, { version }] = [from, standing.sums];
    for (;;) {
      const points: EquityPoint[] = [];
      let next = await walk.next();
      for (; next < to && points.length < CHUNK; next = await walk.next()) points.push(await walk.advance(next));
      const end = next < to ? next : to;
      if (!await ledger.keepPoints({ account, version, from: begin, to: end, points })) return begin;
      await context.publish('roi.snapshots.v1', points.flatMap((point) => snapshotsOf(account, capital, point)));
      if (end === to) return undefined;
      begin = end;
      version += 1;
    }
  } finally {
    await walk.end();
  }
};
