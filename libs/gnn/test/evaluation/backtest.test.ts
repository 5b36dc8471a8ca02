import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/dataset.ts';
import { backtest, deepestFall, equityOf } from '../../src/evaluation/backtest.ts';
import { trackOf } from '../../src/evaluation/track.ts';
import type { StudyResult } from '../../src/evaluation/study-task.ts';
import { coins } from '../coins.ts';

const log = (simple: number): number => Math.log(1 + simple);

// Three bars of four nodes; D is not present at the last, and the outcome of C there is unknown.
const dataset: Dataset = {
  ...coins(3, 4),
  present: Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0),
  returns: Float32Array.of(log(0.1), 0, 0, log(-0.1), 0, log(0.2), 0, 0, 0, log(0.04), Number.NaN, 0),
};
const said = (...expected: readonly number[]): { name: string; probabilityUp: Float32Array; expected: Float32Array } =>
  ({ name: 'm', probabilityUp: new Float32Array(12), expected: Float32Array.from(expected) });
const all = { from: 0, to: 3 };

describe('a backtest', () => {
  it('is long the highest and short the lowest, and pays for what it trades', () => {
    const { gross, turnover } = backtest(dataset, said(4, 3, 2, 1, 4, 3, 2, 1, 1, 2, 3, 9), all, 1);
    // +½ A, −½ D: A gains 10 %, D falls 10 %.
    expect(gross[0]).toBeCloseTo(0.05 + 0.05, 6);
    expect(turnover[0]).toBeCloseTo(1, 12);
    // They had become .55 / 1.1 and −.45 / 1.1 of the capital.
    expect(gross[1]).toBeCloseTo(0, 12);
    expect(turnover[1]).toBeCloseTo(0.5 - 0.45 / 1.1, 6);
    // D is gone: +½ C, whose outcome is unknown, −½ A. C is bought, A sold twice, D bought back.
    expect(gross[2]).toBeCloseTo(0, 12);
    expect(turnover[2]).toBeCloseTo(0.5 + 1 + 0.5, 6);
    const { net } = trackOf([{ gross, turnover, ic: [], rankIc: [], samples: [], right: [], squares: [] } as unknown as StudyResult], 10);
    expect(net[0]).toBeCloseTo(0.1 - 0.001, 6);
    expect(net[2]).toBeCloseTo(-0.002, 6);
  });

  it('takes no more on either side than there are nodes', () => {
    const { gross } = backtest(dataset, said(4, 3, 2, 1, 4, 3, 2, 1, 1, 2, 3, 9), all, 9);
    // ¼ A + ¼ B − ¼ C − ¼ D.
    expect(gross[0]).toBeCloseTo(0.025 + 0.025, 6);
    expect(gross[1]).toBeCloseTo(0.05, 6);
  });

  it('holds nothing where all are expected to do the same, or where there is one', () => {
    expect(backtest(dataset, said(...Array.from({ length: 12 }, () => 1)), all, 2)).toEqual({ gross: [0, 0, 0], turnover: [0, 0, 0] });
    const one = { ...coins(3, 1), returns: Float32Array.of(0.1, 0.1, 0.1) };
    expect(backtest(one, said(1, 2, 3), all, 1)).toEqual({ gross: [0, 0, 0], turnover: [0, 0, 0] });
  });

  it('never decides by what came after', () => {
    const market = coins(200, 6, { seed: 3 });
    const forecast = { name: 'm', probabilityUp: market.returns, expected: market.features };
    const other = { ...market, returns: market.returns.map((value, at) => at < 100 * 6 ? value : -3 * value) };
    const [known, changed] = [market, other].map((each) => backtest(each, forecast, { from: 0, to: 200 }, 2));
    expect(changed?.gross.slice(0, 100)).toEqual(known?.gross.slice(0, 100));
    expect(changed?.turnover.slice(0, 101)).toEqual(known?.turnover.slice(0, 101));
  });

  it('compounds, and measures its deepest fall', () => {
    expect(equityOf([0.1, -0.5, 0.2, -2, 5])).toEqual([1.1, 0.55, 0.66, 0, 0].map((value) => expect.closeTo(value, 12)));
    expect(deepestFall([1.1, 0.55, 0.66])).toBeCloseTo(0.5, 12);
    expect(deepestFall([0.9, 1.2])).toBeCloseTo(0.1, 12);
    expect(deepestFall([])).toBe(0);
  });
});
