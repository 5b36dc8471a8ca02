/** Node classification on Cora, over seeds. */
import type { Figure } from '@streamforge/figures/figure';
import { nodeGraphOf } from '@streamforge/gnn/nodes/node-graph-files';
import type { NodeRecipe } from '@streamforge/gnn/nodes/node-recipe';
import { trainNodes } from '@streamforge/gnn/nodes/train-nodes';
import { coraFiles } from '@streamforge/testing/cora-files';

const SEEDS = 10;

/** Mean accuracy on the public test part at the epoch that was best on the validation part, over seeds 1 to 10. */
export const coraFigure = (recipe: NodeRecipe, atLeast: number): Figure => ({
  name: `Cora: ${recipe.name}, ${SEEDS} seeds`,
  bar: `at least ${(100 * atLeast).toFixed(1)} % of test nodes in the mean`,
  measure: async () => {
    const files = coraFiles();
    if (files === undefined) throw new Error('the shared data is missing');
    const graph = nodeGraphOf(files);
    const found = Array.from({ length: SEEDS }, (_, at) => trainNodes(graph, recipe, at + 1).testAccuracy);
    const mean = found.reduce((sum, each) => sum + each, 0) / SEEDS;
    const deviation = Math.sqrt(found.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (SEEDS - 1));
    const percent = (share: number): string => (100 * share).toFixed(2);
    return {
      measured: `${percent(mean)} ± ${percent(deviation)} % (${percent(Math.min(...found))} to ${percent(Math.max(...found))})`,
      ok: mean >= atLeast,
    };
  },
});
