/** The engine: as accurate as published on Cora, faster and smaller than PyTorch Geometric, and the same in both of its forms. */
import { run as gnnBench } from '@streamforge/bench/benches/gnn';
import { pygInstalled } from '@streamforge/bench/gnn/run';
import type { Figure } from '@streamforge/figures/figure';
import { kipfRecipe } from '@streamforge/gnn/nodes/node-recipe';
import { coraFigure } from '../../src/gnn/cora.ts';
import { figuresOf } from '../../src/of-bench.ts';
import { suiteFigure } from '../../src/suite.ts';

const beside = (kind: string, most: string): readonly (readonly [name: string, bar: string])[] => pygInstalled()
  ? [[`${kind} on Cora, 200 epochs: wasm beside PyTorch Geometric`, `at most ${most}`],
    [`${kind} on Cora, 200 epochs: memory of the process`, 'less than PyTorch Geometric takes']]
  : [[`${kind} on Cora, 200 epochs: beside PyTorch Geometric`, 'none without it']];

export const figures: readonly Figure[] = [
  coraFigure(kipfRecipe, 0.818),
  ...figuresOf(gnnBench, [...beside('GCN', '0.2'), ...beside('GAT', '0.35')]),
  suiteFigure({
    name: 'kernels: both engines within 1e-5, and shipped as their sources say',
    files: ['libs/gnn/test/engines.test.ts', 'libs/gnn/test/compiled-kernels.test.ts'],
  }),
  suiteFigure({ name: 'node classification: learns from neighbours, repeats itself, refuses bad graphs', files: ['libs/gnn/test/nodes/node-classification.test.ts'] }),
];
