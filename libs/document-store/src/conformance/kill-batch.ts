import type { VersionedEntry } from '../port.ts';
import { entry, upTo } from './samples.ts';

/** What a killable writer writes as its `number`-th batch: new keys, and one key again in a newer version. */
export const killBatch = (number: number): readonly VersionedEntry[] => [
  ...upTo(20).map((index) => entry({ series: `s${index % 3}`, order: number * 20 + index, id: `${number}-${index}`, version: number + 1 })),
  entry({ series: 'revised', id: 'one', version: number + 1, body: `${number}` }),
];
