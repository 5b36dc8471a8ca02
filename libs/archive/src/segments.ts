/** Which offsets of a partition the archive has. */
import type { TopicPartition } from '@streamforge/event-log/port';
import type { ObjectStore } from '@streamforge/object-store/port';
import { prefixOf, segmentOf, type Segment } from './segment-key.ts';

/** A segment as it is stored. */
export interface StoredSegment extends Segment {
  /** Compressed. */
  readonly storedBytes: number;
}

/**
 * The segments of one partition. They may overlap: archivers that closed at other bounds wrote the same records, for the log never changes
 * what it has. A reader takes, wherever it is, the segment that leads furthest.
 */
export class Segments {
  readonly #segments: StoredSegment[];

  /** `segments` by their first offset. */
  constructor(segments: readonly StoredSegment[]) {
    this.#segments = [...segments];
  }

  /** All of them, by their first offset. */
  get all(): readonly StoredSegment[] {
    return this.#segments;
  }

  /** Offset after the last archived record; 0 when there is none. */
  get end(): number {
    return this.#segments.reduce((end, { next }) => Math.max(end, next), 0);
  }

  /** The segment that has an offset; of several the one that leads furthest. */
  covering(offset: number): StoredSegment | undefined {
    let best: StoredSegment | undefined;
    for (const segment of this.#segments) {
      if (segment.from > offset) break;
      if (segment.next > offset && segment.next > (best?.next ?? 0)) best = segment;
    }
    return best;
  }

  /** How far the archive reaches from an offset without a hole: that offset itself where it has none. */
  endFrom(offset: number): number {
    for (let end = offset; ;) {
      const segment = this.covering(end);
      if (segment === undefined) return end;
      end = segment.next;
    }
  }

  /** First offset of the next segment that begins after an offset, if there is one. */
  nextAfter(offset: number): number | undefined {
    return this.#segments.find(({ from }) => from > offset)?.from;
  }

  add(segment: StoredSegment): void {
    const at = this.#segments.findIndex(({ from }) => from > segment.from);
    this.#segments.splice(at === -1 ? this.#segments.length : at, 0, segment);
  }
}

/** Lists what the archive has of a partition. */
export const listSegments = async (objects: Pick<ObjectStore, 'list'>, place: TopicPartition): Promise<Segments> => {
  const segments: StoredSegment[] = [];
  for await (const { key, bytes } of objects.list(prefixOf(place))) {
    const segment = segmentOf(place, key);
    if (segment !== undefined) segments.push({ ...segment, storedBytes: bytes });
  }
  return new Segments(segments);
};
