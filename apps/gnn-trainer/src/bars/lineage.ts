import type { Source } from '@streamforge/document-store/port';

/** Records of one partition that something rests on; offsets from ≤ o ≤ to, of which some may be of other facts. */
export interface OffsetRange {
  readonly topic: string;
  readonly partition: number;
  readonly fromOffset: number;
  readonly toOffset: number;
  readonly records: number;
}

/** Gathers where facts came from, in memory that grows with the partitions only. */
export class Lineage {
  readonly #ranges = new Map<string, { topic: string; partition: number; fromOffset: number; toOffset: number; records: number }>();

  add({ topic, partition, offset }: Source): void {
    const place = `${topic} ${partition}`;
    const range = this.#ranges.get(place);
    if (range === undefined) {
      this.#ranges.set(place, { topic, partition, fromOffset: offset, toOffset: offset, records: 1 });
      return;
    }
    range.fromOffset = Math.min(range.fromOffset, offset);
    range.toOffset = Math.max(range.toOffset, offset);
    range.records += 1;
  }

  /** By topic and partition. */
  ranges(): readonly OffsetRange[] {
    return [...this.#ranges.values()].toSorted((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
  }
}
