/**
 * Gathers what is produced while earlier appends are under way: what waits together for one partition becomes one row, and what waits
 * together at all becomes one write. Calls resolve when their write is durable.
 */
import { RetryableError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { SqliteThread } from '@streamforge/sqlite/thread';
import { keyCache } from '../partitioner.ts';
import type { Coordinates, OutgoingRecord } from '../port.ts';
import { logError } from '../log-errors.ts';
import type { LogOperations } from './operations.ts';
import type { Partition, Topic } from './registry.ts';
import { router } from '../routing.ts';
import { RowEncoder } from './row-encoder.ts';

/** A row is closed when it has grown so large: readers take rows whole. */
const rowBytes = 524_288;
const firstRowBytes = 1_024;
/** Writes under way at once: one commits while the next one fills. */
const mostUnderWay = 2;

interface Row {
  readonly partition: Partition;
  readonly encoder: RowEncoder;
  /** Offset of the first record, once the thread gave it. */
  base: number;
}

interface Call {
  readonly topic: string;
  readonly rows: readonly Row[];
  /** Index of each record in its row. */
  readonly indexes: Uint32Array;
  readonly resolve: (coordinates: readonly Coordinates[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Gathered {
  readonly rows: Row[];
  readonly open: Map<Partition, Row>;
  readonly calls: Call[];
  bytes: number;
}

const nothing = (): Gathered => ({ rows: [], open: new Map(), calls: [], bytes: 0 });

const coordinatesOf = ({ topic, rows, indexes }: Call): readonly Coordinates[] =>
  rows.map(({ partition: { partition }, base }, index) => ({ topic, partition, offset: base + (indexes[index] as number) }));

export interface AppenderParts {
  readonly thread: SqliteThread<LogOperations>;
  readonly clock: Clock;
  /** Bytes that may wait for their commit before more are refused. */
  readonly maxPendingBytes: number;
}

export class Appender {
  readonly #thread: SqliteThread<LogOperations>;
  readonly #clock: Clock;
  readonly #maxPendingBytes: number;
  readonly #route = router(keyCache());
  readonly #rowSizes = new WeakMap<Partition, number>();
  #gathered = nothing();
  #pendingBytes = 0;
  #scheduled = false;
  readonly #underWay = new Set<Promise<void>>();

  constructor({ thread, clock, maxPendingBytes }: AppenderParts) {
    this.#thread = thread;
    this.#clock = clock;
    this.#maxPendingBytes = maxPendingBytes;
  }

  /** Appends the records of one call, all or none. Throws at once what is wrong with them or BACKPRESSURE. */
  append(topic: Topic, records: readonly OutgoingRecord[]): Promise<readonly Coordinates[]> {
    if (records.length === 0) return Promise.resolve([]);
    const gathered = this.#gather(topic, records);
    return new Promise((resolve, reject) => {
      this.#gathered.calls.push({ topic: topic.name, ...gathered, resolve, reject });
      this.#schedule();
    });
  }

  /** Copies the records into their rows: from here on nothing of them is kept while they wait for the disk. */
  #gather(topic: Topic, records: readonly OutgoingRecord[]): Pick<Call, 'rows' | 'indexes'> {
    if (this.#pendingBytes >= this.#maxPendingBytes) {
      throw new RetryableError('BACKPRESSURE', `${this.#pendingBytes} bytes wait to be written.`, { topic: topic.name });
    }
    const { partitions, keys } = this.#route(topic, records);
    const timestamp = this.#clock.now();
    const indexes = new Uint32Array(records.length);
    const rows = records.map((record, index) => {
      const row = this.#rowFor(topic.partitions[partitions[index] as number] as Partition);
      const before = row.encoder.length;
      indexes[index] = row.encoder.add(keys[index] as Uint8Array | null, record.value, record.headers, timestamp);
      this.#gathered.bytes += row.encoder.length - before;
      this.#pendingBytes += row.encoder.length - before;
      return row;
    });
    return { rows, indexes };
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    this.#send();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #rowFor(partition: Partition): Row {
    const { open, rows } = this.#gathered;
    const known = open.get(partition);
    if (known !== undefined && known.encoder.length < rowBytes) return known;
    const row = { partition, encoder: new RowEncoder(this.#rowSizes.get(partition) ?? firstRowBytes), base: 0 };
    open.set(partition, row);
    rows.push(row);
    return row;
  }

  /** Waits for the end of the event loop's turn: requests that came in together go on together. */
  #schedule(): void {
    if (this.#scheduled || this.#underWay.size >= mostUnderWay) return;
    this.#scheduled = true;
    setImmediate(() => this.#send());
  }

  #send(): void {
    this.#scheduled = false;
    const gathered = this.#gathered;
    if (gathered.calls.length === 0) return;
    this.#gathered = nothing();
    const writing = this.#write(gathered).finally(() => {
      this.#underWay.delete(writing);
      this.#pendingBytes -= gathered.bytes;
      if (this.#gathered.calls.length > 0) this.#send();
    });
    this.#underWay.add(writing);
  }

  async #write({ rows, calls }: Gathered): Promise<void> {
    const buffers = rows.map(({ encoder }) => encoder.memory);
    for (const { partition, encoder } of rows) this.#rowSizes.set(partition, Math.min(rowBytes, Math.ceil(encoder.length * 1.25)));
    try {
      const bases = await this.#thread.write('append', {
        partitions: Uint32Array.from(rows, ({ partition }) => partition.id),
        counts: Uint32Array.from(rows, ({ encoder }) => encoder.count),
        maxTimestamps: Float64Array.from(rows, ({ encoder }) => Math.ceil(encoder.maxTimestamp)),
        lengths: Uint32Array.from(rows, ({ encoder }) => encoder.length),
        buffers,
      }, buffers);
      rows.forEach((row, index) => {
        row.base = bases[index] as number;
        row.partition.grow(row.base + row.encoder.count);
      });
      for (const call of calls) call.resolve(coordinatesOf(call));
    } catch (error) {
      for (const { reject } of calls) reject(logError(error));
    }
  }
}
