/** One graph whose nodes have features and classes, of which some are known: what node classification learns from. */
import type { Csr } from '../csr.ts';

export interface NodeSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

export interface NodeGraph {
  /** Edges without self loops; an undirected edge goes both ways. */
  readonly edges: Csr;
  /** [node × feature], most of which are 0. */
  readonly features: Csr;
  /** Features of a node. */
  readonly width: number;
  /** Class of each node, from 0. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Nodes to learn from, to choose the epoch by, and to judge by; none is in two of them. */
  readonly split: NodeSplit;
}

export const parts = ['train', 'validation', 'test'] as const;

/** Throws a RangeError when the sizes disagree, something names what there is not, a value is no number, or a node is in two parts. */
export const checkNodeGraph = ({ edges, features, width, labels, classes, split }: NodeGraph): void => {
  const nodes = labels.length;
  checkMatrix('edges', edges, nodes, nodes);
  checkMatrix('features', features, nodes, width);
  if (labels.some((label) => label < 0 || label >= classes)) throw new RangeError(`a label is not one of ${classes} classes`);
  const seen = new Uint8Array(nodes);
  for (const part of parts) {
    if (split[part].length === 0) throw new RangeError(`no node is in ${part}`);
    for (const node of split[part]) {
      if (node < 0 || node >= nodes) throw new RangeError(`${part} names node ${node} of ${nodes}`);
      if (seen[node] === 1) throw new RangeError(`node ${node} is in two parts of the split, or twice in one`);
      seen[node] = 1;
    }
  }
};

const checkMatrix = (name: string, { rows, columns, weights }: Csr, height: number, width: number): void => {
  const ordered = rows.every((start, row) => row === 0 ? start === 0 : start >= (rows[row - 1] as number));
  if (rows.length !== height + 1 || !ordered || rows[height] !== columns.length || columns.length !== weights.length) {
    throw new RangeError(`${name} are no matrix of ${height} rows`);
  }
  if (columns.some((column) => column < 0 || column >= width)) throw new RangeError(`${name} name a column outside 0 to ${width - 1}`);
  if (!weights.every(Number.isFinite)) throw new RangeError(`${name} hold a value that is no number`);
};

/** Features of which each row sums up to 1, as words of a text that count by their share; a row of zeros stays. */
export const rowNormalised = ({ rows, columns, weights }: Csr): Csr => {
  const shares = Float32Array.from(weights);
  for (let row = 0; row + 1 < rows.length; row += 1) {
    const own = shares.subarray(rows[row], rows[row + 1]);
    const sum = own.reduce((total, value) => total + value, 0);
    if (sum !== 0) for (const [at, value] of own.entries()) own[at] = value / sum;
  }
  return { rows, columns, weights: shares };
};
