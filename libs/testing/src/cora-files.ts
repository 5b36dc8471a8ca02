/** Cora, a graph of papers that cite each other: what node classification is compared on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFile } from './shared-data.ts';

export interface CoraFiles {
  readonly folder: string;
  readonly meta: string;
  readonly edges: string;
  readonly labels: string;
  readonly split: string;
  /** Features by rows: little-endian 32-bit starts, columns and floats. */
  readonly starts: Uint8Array;
  readonly columns: Uint8Array;
  readonly values: Uint8Array;
}

/** Its files; undefined where the shared data is absent. */
export const coraFiles = (): CoraFiles | undefined => {
  const folder = sharedFile('data/gnn/cora');
  if (folder === undefined) return undefined;
  const bytes = (name: string): Uint8Array => readFileSync(join(folder, name));
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    folder, meta: text('meta.json'), edges: text('edges.csv'), labels: text('labels.json'), split: text('split.json'),
    starts: bytes('x_indptr.i32'), columns: bytes('x_indices.i32'), values: bytes('x_data.f32'),
  };
};
