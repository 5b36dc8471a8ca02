/** Cora, a graph of papers that cite each other: what node classification is compared on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFile } from './shared-data.ts';

/** Its folder, and its files as libs/gnn reads a graph of nodes; undefined where the shared data is absent. */
export const coraFiles = () => {
  const folder = sharedFile('data/gnn/cora');
  if (folder === undefined) return undefined;
  const bytes = (name: string): Uint8Array => readFileSync(join(folder, name));
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    folder, meta: text('meta.json'), edges: text('edges.csv'), labels: text('labels.json'), split: text('split.json'),
    starts: bytes('x_indptr.i32'), columns: bytes('x_indices.i32'), values: bytes('x_data.f32'),
  };
};
