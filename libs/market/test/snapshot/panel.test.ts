import { describe, expect, it } from 'vitest';
import { alignBars, panelReturns, rowOf } from '../../src/snapshot/panel.ts';

const HOUR = 3_600_000;
const series = (symbol: string, hours: readonly number[], closes: readonly number[]): Parameters<typeof alignBars>[0][number] =>
  ({ symbol, openTimes: hours.map((hour) => hour * HOUR), closes });
const grid = { interval: '1h', calendar: '24/7' } as const;

describe('a panel', () => {
  it('has what else bars say, where any series says it', () => {
    const whole = { ...series('A', [1, 2], [1, 2]), highs: [3, 4], volumes: [5, 6] };
    const panel = alignBars([whole, series('B', [2], [7])], grid);
    expect([panel.highs, panel.volumes].map((column) => [...column ?? []])).toEqual([[3, Number.NaN, 4, Number.NaN], [5, Number.NaN, 6, Number.NaN]]);
    expect(['opens' in panel, 'lows' in panel]).toEqual([false, false]);
    expect(() => alignBars([{ ...whole, highs: [3] }])).toThrow('highs of A are 1, not 2');
  });

  it('has each asset’s close at every time that any of them knows, in the order of symbols', () => {
    const panel = alignBars([series('B', [2, 3], [5, 6]), series('A', [1, 3], [1, 2])], grid);
    expect(panel.symbols).toEqual(['A', 'B']);
    expect([...panel.times]).toEqual([HOUR, 2 * HOUR, 3 * HOUR]);
    expect([...panel.closes]).toEqual([1, Number.NaN, Number.NaN, 5, 2, 6]);
    expect(alignBars([series('A', [1, 3], [1, 2]), series('B', [2, 3], [5, 6])], grid)).toEqual(panel);
  });

  it('has no return over a missing bar, whether one asset misses it or all do', () => {
    const panel = alignBars([series('A', [0, 1, 3, 4], [1, Math.E, 1, Math.E]), series('B', [0, 3, 4], [1, Math.E, 1])], grid);
    expect([...panel.times].map((time) => time / HOUR)).toEqual([0, 1, 3, 4]);
    expect([...panelReturns(panel)]).toEqual([Number.NaN, Number.NaN, 1, Number.NaN, Number.NaN, Number.NaN, 1, -1]);
  });

  it('follows on over holidays where no grid is given, and over weekends where the calendar rests', () => {
    const days = [4, 5, 8].map((day) => Date.UTC(2024, 0, day));
    const closes = { symbol: 'A', openTimes: days, closes: [1, 2, 3] };
    expect([...alignBars([closes]).follows]).toEqual([0, 1, 1]);
    expect([...alignBars([closes], { interval: '1d', calendar: 'weekdays' }).follows]).toEqual([0, 1, 1]);
    expect([...alignBars([closes], { interval: '1d', calendar: '24/7' }).follows]).toEqual([0, 1, 0]);
  });

  it('has no return of a price that is none', () => {
    expect([...panelReturns(alignBars([series('A', [0, 1, 2], [1, 0, 1])], grid))]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('may be empty', () => {
    expect(alignBars([])).toMatchObject({ symbols: [], times: new Float64Array(0) });
  });

  it('refuses times that go back and symbols that come twice', () => {
    expect(() => alignBars([series('A', [1, 1], [1, 1])])).toThrow('must ascend');
    expect(() => alignBars([series('A', [Number.NaN], [1])])).toThrow('must ascend');
    expect(() => alignBars([series('A', [1], [1]), series('A', [2], [1])])).toThrow('twice');
  });

  it('finds the first row at or after a time', () => {
    const times = Float64Array.of(10, 20, 30);
    expect([5, 10, 11, 30, 31].map((time) => rowOf(times, time))).toEqual([0, 0, 1, 2, 3]);
  });
});
