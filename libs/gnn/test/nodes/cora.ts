import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFile } from '@streamforge/testing/shared-data';
import type { NodeGraph } from '../../src/nodes/node-graph.ts';
import { nodeGraphOf, type NodeGraphFiles } from '../../src/nodes/node-graph-files.ts';

/** The files of the citation graph Cora; undefined where the shared data is absent. */
export const coraFiles = (): NodeGraphFiles | undefined => {
  const folder = sharedFile('data/gnn/cora');
  if (folder === undefined) return undefined;
  const bytes = (name: string): Uint8Array => readFileSync(join(folder, name));
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    meta: text('meta.json'), edges: text('edges.csv'), labels: text('labels.json'), split: text('split.json'),
    starts: bytes('x_indptr.i32'), columns: bytes('x_indices.i32'), values: bytes('x_data.f32'),
  };
};

export const cora = (): NodeGraph | undefined => {
  const files = coraFiles();
  return files === undefined ? undefined : nodeGraphOf(files);
};
