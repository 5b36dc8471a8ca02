/** Attention: as accurate as published on Cora, fast on one core, linear in the edges, and the same in both engines. */
import type { Figure } from '@streamforge/figures/figure';
import { gatRecipe, gatv2Recipe } from '@streamforge/gnn/nodes/node-recipe';
import { coraFigure } from '../../src/gnn/cora.ts';
import { measureEdgeSteps, powerOf } from '../../src/gnn/edge-steps.ts';
import { suiteFigure } from '../../src/suite.ts';

/** Nodes of a market of 20,000 edges, and of four that grow four times each. */
const MARKET = 1_000;
const GROWING = [250, 1_000, 4_000, 16_000];
const AT_LEAST = 1.5e6;
const STEEPEST = 1.15;

export const figures: readonly Figure[] = [
  coraFigure(gatRecipe, 0.818),
  coraFigure(gatv2Recipe, 0.817),
  {
    name: 'GATv2, 8 heads × 8, whole layer forward and backward',
    bar: 'at least 1.5 million edge-steps per second and core',
    measure: async () => {
      const { edges, nanoseconds } = measureEdgeSteps(MARKET);
      const rate = 1e9 / nanoseconds;
      return { measured: `${(rate / 1e6).toFixed(2)} million per CPU-second, over ${edges} edges with features and dropout`, ok: rate >= AT_LEAST };
    },
  },
  {
    name: 'GATv2, time by edges',
    bar: `grows by no more than the power ${STEEPEST} of the edges`,
    measure: async () => {
      const measured = GROWING.map((nodes) => measureEdgeSteps(nodes));
      const power = powerOf(measured);
      const table = measured.map(({ edges, nanoseconds }) => `${edges} edges ${(edges * nanoseconds / 1e6).toFixed(2)} ms`).join(', ');
      return { measured: `power ${power.toFixed(3)}: ${table}`, ok: power <= STEEPEST };
    },
  },
  suiteFigure({
    name: 'attention: every gradient, and both engines within 1e-5',
    files: ['libs/gnn/test/attention-kernels.test.ts', 'libs/gnn/test/attention-engines.test.ts', 'libs/gnn/test/attention-layers.test.ts'],
  }),
];
