import { checkDataset } from './check-dataset.ts';
import type { Dataset } from './dataset.ts';
import type { Forecast } from './forecast.ts';
import { openEngine, type Engine } from './kernels/engine.ts';
import { sigmoid } from './kernels/logistic.ts';
import { outputs } from './losses.ts';
import { network, setWeights } from './network.ts';
import { numbersOf, pieces, takerOf } from './samples.ts';
import type { TrainedModel } from './trained-model.ts';

/**
 * What a model expects of every row of a dataset, those with unknown outcome too. The dataset must have the features and relations that
 * the model was trained with; else ARTEFACT_INVALID or a RangeError.
 */
export const predict = (
  { config, weights }: Pick<TrainedModel, 'config' | 'weights'>, dataset: Dataset, name: string = config.layer, given?: Engine,
): Forecast => {
  const engine = given ?? openEngine();
  try {
    return predictOn(engine, { config, weights }, dataset, name);
  } finally {
    if (given === undefined) engine.close();
  }
};

const predictOn = (engine: Engine, { config, weights }: Pick<TrainedModel, 'config' | 'weights'>, dataset: Dataset, name: string): Forecast => {
  checkDataset(dataset);
  const { nodes, times, channels, history, relations, mean, deviation } = dataset;
  if (channels.join() !== config.channels.join() || history !== config.history) {
    throw new RangeError(`the model takes ${config.history} steps of [${config.channels.join(', ')}], not ${history} of [${channels.join(', ')}]`);
  }
  if (relations.map((each) => each.name).join() !== config.relations.join()) {
    throw new RangeError(`the model takes the relations [${config.relations.join(', ')}], in this order`);
  }
  const net = network(config, dataset, { engine });
  setWeights(net, weights);
  const probabilityUp = new Float32Array(times.length * nodes.length);
  const expected = new Float32Array(times.length * nodes.length);
  const taker = takerOf(engine, dataset);
  for (const rows of pieces(numbersOf({ from: 0, to: times.length }), taker.atOnce)) {
    const first = (rows[0] as number) * nodes.length;
    const out = net.forward(taker.inputs(rows), rows.length);
    for (let at = 0; at < out.length / outputs; at += 1) {
      const node = at % nodes.length;
      probabilityUp[first + at] = sigmoid(out[at * outputs] as number);
      expected[first + at] = (mean[node] as number) + (deviation[node] as number) * (out[at * outputs + 1] as number);
    }
  }
  return { name, probabilityUp, expected };
};
