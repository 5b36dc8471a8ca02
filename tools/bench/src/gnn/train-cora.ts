/** `node train-cora.ts <kind> <engine> <runs>`: trains on Cora for the recipe's epochs, without judging between them; prints JSON. */
import { openEngine, type EngineName } from '@streamforge/gnn/kernels/engine';
import { nodeClassifier } from '@streamforge/gnn/nodes/node-classifier';
import { nodeGraphOf } from '@streamforge/gnn/nodes/node-graph-files';
import { coraFiles } from '@streamforge/testing/cora-files';
import { recipes } from './recipes.ts';
import type { Kind, Training } from './run.ts';

const [kind, engine, runs] = process.argv.slice(2) as [Kind, EngineName, string];
const files = coraFiles();
if (files === undefined) throw new Error('the shared data is missing');
const graph = nodeGraphOf(files);

const train = (seed: number, epochs: number): number => {
  const classifier = nodeClassifier(openEngine(engine), graph, recipes[kind], seed);
  const began = process.cpuUsage();
  for (let epoch = 0; epoch < epochs; epoch += 1) classifier.step();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
};

// A few epochs first, as the other side has them.
train(0, 5);
const seconds = Array.from({ length: Number(runs) }, (_, at) => train(at + 1, recipes[kind].epochs));
const result: Training = { seconds, bytes: process.resourceUsage().maxRSS * 1_024 };
process.stdout.write(JSON.stringify(result));
