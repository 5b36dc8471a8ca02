import type { Interval } from '@streamforge/contracts/interval';
import { nextOpen, openOf } from '@streamforge/market/interval';

/** The first point of the grid at or after a moment: where what happened then is seen. */
export const pointAt = (grid: Interval, time: number): number => {
  const open = openOf(grid, time);
  return open === time ? time : nextOpen(grid, time);
};

/** The point before a point. */
export const pointBefore = (grid: Interval, point: number): number => openOf(grid, point - 1);
