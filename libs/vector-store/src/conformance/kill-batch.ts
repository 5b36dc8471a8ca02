import type { VectorPoint } from '../port.ts';
import { moment, randomVector, upTo } from './samples.ts';

/** What a killable writer writes as its `number`-th batch: new points, and one point again in a newer version. */
export const killBatch = (number: number): readonly VectorPoint[] => [
  ...upTo(20).map((at) => moment(`${number}-${at}`, randomVector(number * 20 + at), { payload: { series: `s${at % 3}` } })),
  moment('revised', randomVector(number), { version: number + 1, payload: { number } }),
];
