/** How often the test for lead-lag edges calls chance significant, in markets where nothing leads. */
import { mulberry32 } from '@streamforge/determinism/random';
import { columnsOf } from '@streamforge/market/snapshot/edges/columns';
import { correlationsOf } from '@streamforge/market/snapshot/edges/correlation';
import { leadLagEdges } from '@streamforge/market/snapshot/edges/seen';
import { chanceOf } from '@streamforge/market/snapshot/edges/significance';
import { panelReturns } from '@streamforge/market/snapshot/panel';
import { realPanel, type RealPanel } from './real-panels.ts';

export interface Unrelated {
  /** Share of pairs that the test calls significant at 1 %. */
  readonly share: number;
  /** The same of r·√n, a test that expects noise to be even. */
  readonly sharePlain: number;
  /** Edges of all markets together, at 1 % for each market. */
  readonly edges: number;
}

const LEVEL = 0.01;
const SEED = 11;

/** Draws the sign of every return anew: each is as large as it was, when it was, and none tells of another. */
export const unrelated = (name: RealPanel, markets: number): Unrelated => {
  const panel = realPanel(name);
  const columns = columnsOf(panelReturns(panel), panel.symbols.length, 1, panel.times.length);
  const random = mulberry32(SEED);
  let [pairs, significant, plain, edges] = [0, 0, 0, 0];
  for (let market = 0; market < markets; market += 1) {
    const signed = columns.map((column) => column.map((value) => random() < 0.5 ? value : -value));
    const { correlation, deviations, targets } = correlationsOf(signed.map((column) => column.subarray(0, -1)), signed.map((column) => column.subarray(1)));
    for (const [at, each] of deviations.entries()) {
      if (at % (targets + 1) === 0 || Number.isNaN(each)) continue;
      pairs += 1;
      if (chanceOf(each) < LEVEL) significant += 1;
      if (chanceOf((correlation[at] as number) * Math.sqrt(panel.times.length)) < LEVEL) plain += 1;
    }
    edges += leadLagEdges(signed, { perAsset: targets, significance: LEVEL, correction: 'bonferroni' }).length;
  }
  return { share: significant / pairs, sharePlain: plain / pairs, edges };
};
