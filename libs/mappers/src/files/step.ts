/** Tells a file's interval from the times of its rows. */
import { intervals, type Interval } from '@streamforge/contracts/interval';
import { intervalOfSpan } from './span.ts';

/** Rows that are looked at before the step must be clear. */
export const ROWS_TO_TELL = 512;

export interface StepSearch {
  see(symbol: string, openTime: number): void;
  /** The interval that most rows lie after the one before them of the same symbol; of two as frequent, the shorter. */
  interval(): Interval | undefined;
}

export const stepSearch = (): StepSearch => {
  const last = new Map<string, number>();
  const counts = new Map<Interval, number>();
  return {
    see: (symbol, openTime) => {
      const step = intervalOfSpan(openTime - (last.get(symbol) ?? openTime));
      last.set(symbol, openTime);
      if (step !== undefined) counts.set(step, (counts.get(step) ?? 0) + 1);
    },
    interval: () => {
      const most = Math.max(...counts.values());
      return intervals.find((name) => counts.get(name) === most);
    },
  };
};
