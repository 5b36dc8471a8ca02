import type { VectorPoint } from './port.ts';

export interface PortionBounds {
  readonly points: number;
  readonly bytes: number;
  /** What a point takes where it is sent to. */
  readonly bytesOf: (point: VectorPoint) => number;
}

/** Cuts a call's points into portions that are taken at once, so that one huge call neither doubles memory nor holds up others. */
export const portionsOf = function* (points: readonly VectorPoint[], most: PortionBounds): Generator<readonly VectorPoint[]> {
  let start = 0;
  let bytes = 0;
  for (const [index, point] of points.entries()) {
    bytes += most.bytesOf(point);
    if (index + 1 - start < most.points && bytes < most.bytes) continue;
    yield points.slice(start, index + 1);
    start = index + 1;
    bytes = 0;
  }
  if (start < points.length) yield start === 0 ? points : points.slice(start);
};
