/** One forecast with one seed over the test windows of all folds, laid end to end: columns by time. */
import { fewestOfTime } from './by-time.ts';
import type { StudyResult } from './study-task.ts';

export interface Track {
  readonly samples: readonly number[];
  readonly right: readonly number[];
  readonly squares: readonly number[];
  /** Correlations across nodes; 0 where one is not defined, such as that of a forecast that says the same of all. */
  readonly ic: readonly number[];
  readonly rankIc: readonly number[];
  /** 1 where a time has samples enough for a correlation. */
  readonly ranked: readonly number[];
  readonly icKnown: boolean;
  readonly rankIcKnown: boolean;
  readonly gross: readonly number[];
  readonly net: readonly number[];
  readonly turnover: readonly number[];
}

const BASIS_POINT = 1e-4;

/** The track of these results, in the order given. */
export const trackOf = (results: readonly StudyResult[], costBps: number): Track => {
  const column = <T>(of: (result: StudyResult) => readonly T[]): readonly T[] => results.flatMap(of);
  const [ic, rankIc, samples] = [column((each) => each.ic), column((each) => each.rankIc), column((each) => each.samples)];
  const [gross, turnover] = [column((each) => each.gross), column((each) => each.turnover)];
  return {
    samples, gross, turnover,
    right: column((each) => each.right),
    squares: column((each) => each.squares),
    ic: ic.map((value) => value ?? 0),
    rankIc: rankIc.map((value) => value ?? 0),
    ranked: samples.map((count) => count >= fewestOfTime ? 1 : 0),
    icKnown: ic.some((value) => value !== null),
    rankIcKnown: rankIc.some((value) => value !== null),
    net: gross.map((value, at) => value - (turnover[at] as number) * costBps * BASIS_POINT),
  };
};
