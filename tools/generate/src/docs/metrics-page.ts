import { markdownFile, type Artefact } from '../artefact.ts';
import type { Contract } from '../contract.ts';
import { code, codes, table } from './markdown.ts';

export const metricsPage = ({ metrics }: Contract): Artefact => markdownFile('docs/reference/metrics.md', 'Metrics', [
  'Every service shows these at `/metrics` as far as it has them, with those of Node.js beside them.',
  table(['metric', 'kind', 'labels', 'says'], Object.entries(metrics).map(([name, { kind, labels, help }]) => [code(name), kind, codes(labels), help])),
  '## Buckets',
  'Upper bounds of the histograms.',
  table(['metric', 'buckets'], Object.entries(metrics).flatMap(([name, { buckets }]) => (buckets === undefined ? [] : [[code(name), buckets.join(', ')]]))),
].join('\n\n'));
