/** A model to export. */
import type { ExportedModel } from '../src/exported.ts';
import { flatParams } from '../src/flat.ts';

export const AT = Date.UTC(2026, 0, 1);

export const bodyOf = (version: number, name: string): Uint8Array => Buffer.from(`${name} of ${version} \u0000\u00ff`, 'latin1');

const names = ['README.md', 'model.safetensors', 'plots/calibration.svg'];

export const model = (versions = 3, champion: number | null = 2): ExportedModel => ({
  name: 'lag', createdAt: AT, champion,
  runs: Array.from({ length: versions }, (_, index) => ({
    id: `train:job@${index + 1}`, status: 'FINISHED' as const, startedAt: AT + index, endedAt: AT + 1_000 + index,
    params: new Map(flatParams({ training: { seed: index, features: ['return', 'return-5'] }, universe: { exchange: 'sim', symbols: [], to: undefined } })),
    metrics: Array.from({ length: 1_203 }, (__, step) => ({ key: 'epoch.train.loss', step, value: 1 / (step + 1) })),
    tags: new Map([['streamforge.kind', 'train']]),
  })),
  versions: Array.from({ length: versions }, (_, index) => ({
    version: index + 1, run: `train:job@${index + 1}`, createdAt: AT + 2_000 + index, description: 'no better than "logistic": 50 %\nof directions',
    files: names.map((name) => ({ name, read: () => Promise.resolve(bodyOf(index + 1, name)) })),
  })),
});
