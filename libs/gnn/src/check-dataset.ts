import type { Dataset, Relation } from './dataset.ts';

/** Throws a RangeError when the parts of a dataset do not fit together, or a feature is not a number. */
export const checkDataset = ({ nodes, times, channels, history, features, present, returns, mean, deviation, relations, split }: Dataset): void => {
  const samples = times.length * nodes.length;
  const sizes = { features: [features.length, samples * channels.length], present: [present.length, samples], returns: [returns.length, samples],
    mean: [mean.length, nodes.length], deviation: [deviation.length, nodes.length] };
  for (const [name, [is, due]] of Object.entries(sizes)) {
    if (is !== due) throw new RangeError(`${name} holds ${is} values, not ${due}`);
  }
  if (channels[0] !== 'return') throw new RangeError('the first channel must be `return`: the others are optional');
  if (!Number.isInteger(history) || history < 1) throw new RangeError(`a history of ${history} steps: it must be 1 or more`);
  if (!features.every(Number.isFinite)) throw new RangeError('a feature is no number: mark the sample as not present and set it to 0');
  for (const relation of relations) checkRelation(relation, nodes.length);
  const { train, validation, test } = split;
  const bounds = [0, train.from, train.to, validation.from, validation.to, test.from, test.to, times.length];
  if (bounds.some((bound, index) => index > 0 && bound < (bounds[index - 1] as number))) {
    throw new RangeError(`the windows ${bounds.slice(1, -1).join(', ')} are not in the order of time`);
  }
};

const checkRelation = ({ name, edges: { rows, columns, weights } }: Relation, nodes: number): void => {
  if (rows.length - 1 !== nodes) throw new RangeError(`the relation ${name} is of ${rows.length - 1} nodes, not ${nodes}`);
  const ascending = rows.every((start, row) => start >= (row === 0 ? 0 : rows[row - 1] as number));
  if (rows[0] !== 0 || !ascending || rows[nodes] !== columns.length || columns.length !== weights.length) {
    throw new RangeError(`the rows of the relation ${name} do not share out its edges`);
  }
  const unknown = columns.find((node) => node < 0 || node >= nodes);
  if (unknown !== undefined) throw new RangeError(`an edge of the relation ${name} names node ${unknown} of ${nodes}`);
  if (!weights.every(Number.isFinite)) throw new RangeError(`an edge of the relation ${name} has no finite weight`);
};
