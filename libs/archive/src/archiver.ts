/**
 * Moves closed segments of a partition to the object store and, once they are old enough and everybody has read them, out of the log. What
 * it may do follows from the log and from the list of objects alone, so that any number of archivers may be killed at any point.
 */
import { StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import type { EventLog, LostRange, TopicPartition } from '@streamforge/event-log/port';
import type { ObjectStore } from '@streamforge/object-store/port';
import { boundsOf, pagesOf, type Bounds } from './log-pages.ts';
import { sameRecords } from './same-records.ts';
import { segmentKey, type Segment } from './segment-key.ts';
import { SegmentScan, type SegmentRules } from './segment-scan.ts';
import { segmentBytes } from './segment-writer.ts';
import { listSegments, type Segments, type StoredSegment } from './segments.ts';

export interface ArchiverParts extends SegmentRules {
  readonly events: EventLog;
  readonly objects: ObjectStore;
  /** Told of each segment that is in the archive now. */
  readonly onArchived?: (segment: StoredSegment) => void;
  /** Told of records that left the log before they were archived. */
  readonly onLost?: (range: LostRange) => void;
}

export interface Archived {
  /** Segments written by this call. */
  readonly segments: number;
  /** When the oldest record was appended that is not archived yet, epoch milliseconds; undefined when all are. */
  readonly oldest: number | undefined;
}

export class Archiver {
  readonly #parts: ArchiverParts;
  /** Open segments, so that a look costs only what is new. */
  readonly #scans = new Map<string, SegmentScan>();
  /** Partitions whose loss was told. */
  readonly #lost = new Set<string>();

  constructor(parts: ArchiverParts) {
    this.#parts = parts;
  }

  /** Archives every closed segment of a partition. `now` is epoch milliseconds. */
  async archive(place: TopicPartition, now: number, signal?: AbortSignal): Promise<Archived> {
    const { events, objects } = this.#parts;
    const segments = await listSegments(objects, place);
    const bounds = await boundsOf(events, place);
    checkSameLog(place, segments, bounds);
    this.#tellLost(place, segments, bounds);
    let written = 0;
    for (let position = bounds.start; ;) {
      const scan = this.#scanFrom(place, segments, position);
      const segment = await scan.advance(events, now, signal);
      if (segment !== undefined) {
        const stored = await this.#put(segment, signal);
        segments.add(stored);
        written += 1;
        this.#scans.delete(nameOf(place));
        this.#parts.onArchived?.(stored);
      } else if (scan.until < Infinity) {
        // The log has nothing between two segments.
        position = scan.until;
      } else {
        return { segments: written, oldest: scan.oldest };
      }
    }
  }

  /**
   * Deletes from the log the archived segments whose newest record was appended before `before` and that end at or before `below`. Each is
   * read back and compared with the log first. Resolves to the number of offsets that went.
   */
  async prune(place: TopicPartition, before: number, below: number, signal?: AbortSignal): Promise<number> {
    const { events, objects } = this.#parts;
    const segments = await listSegments(objects, place);
    const { start, end } = await boundsOf(events, place);
    checkSameLog(place, segments, { start, end });
    for (let position = start; ;) {
      signal?.throwIfAborted();
      const segment = segments.covering(position);
      if (segment === undefined) {
        const next = await this.#firstFrom(place, position);
        if (next === undefined || next === position || segments.covering(next) === undefined) return position - start;
        position = next;
        continue;
      }
      if (segment.newest >= before || segment.next > below) return position - start;
      if (!await this.#same(segment, position, signal)) {
        position = (await boundsOf(events, place)).start;
        continue;
      }
      await events.deleteBefore([{ topic: place.topic, partition: place.partition, offset: segment.next }]);
      position = segment.next;
    }
  }

  /** The open segment: it begins where the archive ends. */
  #scanFrom(place: TopicPartition, segments: Segments, position: number): SegmentScan {
    const from = segments.endFrom(position);
    const known = this.#scans.get(nameOf(place));
    if (known?.from === from) return known;
    const scan = new SegmentScan(place, from, this.#parts, segments.nextAfter(from));
    this.#scans.set(nameOf(place), scan);
    return scan;
  }

  /** Compares the log from a position on with the archive; false when another archiver compared and deleted it meanwhile. */
  async #same(segment: Segment, position: number, signal: AbortSignal | undefined): Promise<boolean> {
    const { events, objects } = this.#parts;
    try {
      await sameRecords(events, objects, segment, position, signal);
      return true;
    } catch (error) {
      if (!(error instanceof TerminalError) || error.code !== 'ARCHIVE_MISMATCH') throw error;
      if ((await boundsOf(events, segment)).start > position) return false;
      throw error;
    }
  }

  /** Offset of the first record at or after a position. */
  async #firstFrom({ topic, partition }: TopicPartition, offset: number): Promise<number | undefined> {
    const [record] = await this.#parts.events.read({ topic, partition, offset }, { maxRecords: 1, maxBytes: 1 });
    return record?.offset;
  }

  /** Tells once of what the log gave up between the end of the archive and its own beginning. */
  #tellLost(place: TopicPartition, segments: Segments, { start }: Bounds): void {
    const from = segments.endFrom(segments.all[0]?.from ?? start);
    if (from >= start || segments.covering(start) !== undefined || this.#lost.has(nameOf(place))) return;
    this.#lost.add(nameOf(place));
    this.#parts.onLost?.({ topic: place.topic, partition: place.partition, from, to: start, cause: 'retention' });
  }

  /** Puts a segment. One that is there with other bytes, as another version of the compressor writes them, must have the same records. */
  async #put(segment: Segment, signal?: AbortSignal): Promise<StoredSegment> {
    const { events, objects } = this.#parts;
    const key = segmentKey(segment);
    try {
      const { bytes } = await objects.put(key, segmentBytes(segment, pagesOf(events, segment, segment.from, segment.next, signal)));
      return { ...segment, storedBytes: bytes };
    } catch (error) {
      if (!(error instanceof StreamForgeError) || error.code !== 'ID_CONFLICT') throw error;
      await this.#same(segment, segment.from, signal);
      return { ...segment, storedBytes: (await objects.head(key))?.bytes ?? 0 };
    }
  }
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}[${partition}]`;

/** An archive that goes on beyond the end of the log belongs to another log, or to this one before it was made anew. */
const checkSameLog = ({ topic, partition }: TopicPartition, segments: Segments, { end }: Bounds): void => {
  if (segments.end <= end) return;
  throw new TerminalError('ARCHIVE_MISMATCH', `The archive ends at ${segments.end}, the log at ${end}.`, { topic, partition });
};
