import { checkDataset } from './check-dataset.ts';
import type { Dataset } from './dataset.ts';
import type { Forecast } from './forecast.ts';
import { outputs, sigmoid } from './kernels/losses.ts';
import { network, setWeights } from './network.ts';
import { inputsOf, stretches } from './samples.ts';
import type { TrainedModel } from './trained-model.ts';

/** Times whose outputs are held at once. */
const AT_ONCE = 256;

/**
 * What a model expects of every row of a dataset, those with unknown outcome too. The dataset must have the features and relations that
 * the model was trained with; else ARTEFACT_INVALID or a RangeError.
 */
export const predict = ({ config, weights }: Pick<TrainedModel, 'config' | 'weights'>, dataset: Dataset, name = 'gcn'): Forecast => {
  checkDataset(dataset);
  const { nodes, times, channels, history, relations, mean, deviation } = dataset;
  if (channels.join() !== config.channels.join() || history !== config.history) {
    throw new RangeError(`the model takes ${config.history} steps of [${config.channels.join(', ')}], not ${history} of [${channels.join(', ')}]`);
  }
  if (relations.map((each) => each.name).join() !== config.relations.join()) {
    throw new RangeError(`the model takes the relations [${config.relations.join(', ')}], in this order`);
  }
  const net = network(config, dataset);
  setWeights(net, weights);
  const probabilityUp = new Float32Array(times.length * nodes.length);
  const expected = new Float32Array(times.length * nodes.length);
  for (const { from, to } of stretches({ from: 0, to: times.length }, AT_ONCE)) {
    const first = from * nodes.length;
    const out = net.forward(inputsOf(dataset, { from, to }), to - from);
    for (let at = 0; at < out.length / outputs; at += 1) {
      const node = at % nodes.length;
      probabilityUp[first + at] = sigmoid(out[at * outputs] as number);
      expected[first + at] = (mean[node] as number) + (deviation[node] as number) * (out[at * outputs + 1] as number);
    }
  }
  return { name, probabilityUp, expected };
};
