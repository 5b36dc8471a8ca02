/** Reads one partition forwards: fetches rows ahead, hands out as many records as are wanted. */
import type { SqliteThread } from '@streamforge/sqlite/thread';
import type { LogRecord } from '../port.ts';
import type { LogOperations } from './operations.ts';
import type { Partition } from './registry.ts';
import { StoredRecord, StoredRow } from './stored-row.ts';

/** Bytes of one fetch at most: one lies ready while another is worked on, for each partition. */
const fetchBytes = 1_048_576;

export interface ReadLimit {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/** Records that lie next to each other; none at the end of the partition, or where records are missing. */
export interface ReadRecords {
  readonly records: readonly LogRecord[];
  readonly bytes: number;
  /** Offset after the last of them; without records, the first after what is missing. */
  readonly next: number;
}

interface Fetched {
  readonly rows: readonly StoredRow[];
  /** End of the partition when they were asked for: what was appended since is not among them. */
  readonly end: number;
}

export class PartitionReader {
  readonly #thread: SqliteThread<LogOperations>;
  readonly #partition: Partition;
  /** Offset of the next record to hand out. */
  #offset: number;
  /** Where it lies in the first of the rows. */
  #at = 0;
  #rows: StoredRow[] = [];
  /** How far they reach when nothing is missing. */
  #fetchedTo = 0;
  #ahead: Promise<Fetched> | undefined;

  constructor(thread: SqliteThread<LogOperations>, partition: Partition, offset: number) {
    this.#thread = thread;
    this.#partition = partition;
    this.#offset = offset;
  }

  /** The next records within the limit, at least one where there is one. */
  async next(limit: ReadLimit): Promise<ReadRecords> {
    const records: LogRecord[] = [];
    let bytes = 0;
    while (records.length < limit.maxRecords && this.#offset < this.#partition.end) {
      if (this.#rows.length === 0) await this.#refill();
      const row = this.#rows[0];
      if (row === undefined || row.base > this.#offset) {
        if (records.length === 0) this.#offset = row?.base ?? this.#fetchedTo;
        break;
      }
      const size = row.sizeAt(this.#at);
      if (records.length > 0 && bytes + size > limit.maxBytes) break;
      records.push(new StoredRecord(row, this.#at, this.#offset));
      bytes += size;
      this.#step(row);
    }
    return { records, bytes, next: this.#offset };
  }

  /** Begins to fetch what comes next, unless it is there. */
  fetchAhead(): void {
    if (this.#rows.length > 0 || this.#ahead !== undefined || this.#offset >= this.#partition.end) return;
    this.#ahead = this.#fetch(this.#offset);
    this.#ahead.catch(() => undefined);
  }

  #step(row: StoredRow): void {
    this.#offset += 1;
    if (this.#offset < row.next) {
      this.#at += row.lengthAt(this.#at);
      return;
    }
    this.#at = 0;
    this.#rows.shift();
  }

  async #refill(): Promise<void> {
    const ahead = this.#ahead ?? this.#fetch(this.#offset);
    this.#ahead = undefined;
    const { rows, end } = await ahead;
    this.#rows = [...rows];
    this.#fetchedTo = end;
    const [row] = this.#rows;
    this.#at = row !== undefined && row.base <= this.#offset ? row.at(this.#offset) : 0;
  }

  async #fetch(from: number): Promise<Fetched> {
    const { end } = this.#partition;
    const rows = await this.#thread.read('fetch', { partition: this.#partition.id, from, maxBytes: fetchBytes });
    return { rows: rows.map(({ base, count, bytes }) => new StoredRow(base, count, bytes)), end };
  }
}
