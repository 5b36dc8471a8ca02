/** The movements of all assets, minute by minute: a market factor, sector factors, and followers that repeat their leader. */
import type { SimulatedAsset } from './roster.ts';

/** Shares of the variance of what moves an asset in its own minute; together 1. */
const MARKET = Math.sqrt(0.2);
const SECTOR = Math.sqrt(0.3);
const OWN = Math.sqrt(0.5);
/** How much of its leader's last movement a follower repeats, and what is left so that its variance is 1. */
export const REPEATED = 0.6;
const NEW = Math.sqrt(1 - REPEATED * REPEATED);

/** Draws the next minute's movements, in standard deviations, in the order of the assets. */
export const movements = (assets: readonly SimulatedAsset[], noise: () => number): (() => readonly number[]) => {
  const sectorCount = Math.max(...assets.map(({ sectorIndex }) => sectorIndex)) + 1;
  let last = assets.map(() => 0);
  return () => {
    const market = noise();
    const sectors = Array.from({ length: sectorCount }, noise);
    last = assets.map(({ leader, sectorIndex }) => {
      const fresh = MARKET * market + SECTOR * (sectors[sectorIndex] ?? 0) + OWN * noise();
      return leader === undefined ? fresh : REPEATED * (last[leader] ?? 0) + NEW * fresh;
    });
    return last;
  };
};
