import type { VectorPoint } from '../port.ts';

const portionPoints = 2_000;
const portionBytes = 4_194_304;

const bytesOf = ({ dense, sparse }: VectorPoint): number =>
  Object.values(dense).reduce((sum, vector) => sum + vector.byteLength, 0)
  + Object.values(sparse).reduce((sum, { indices, values }) => sum + indices.byteLength + values.byteLength, 0);

/** Cuts a call's points into portions that a thread takes at once, so that one huge call neither doubles memory nor holds up others. */
export const portionsOf = function* (points: readonly VectorPoint[]): Generator<readonly VectorPoint[]> {
  let start = 0;
  let bytes = 0;
  for (const [index, point] of points.entries()) {
    bytes += bytesOf(point);
    if (index + 1 - start < portionPoints && bytes < portionBytes) continue;
    yield points.slice(start, index + 1);
    start = index + 1;
    bytes = 0;
  }
  if (start < points.length) yield start === 0 ? points : points.slice(start);
};
