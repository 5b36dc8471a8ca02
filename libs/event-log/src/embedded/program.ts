/** What runs beside the log's file: it gives offsets, keeps rows and positions, and deletes what retention allows. */
import type { DatabaseSync } from 'node:sqlite';
import type { Program } from '@streamforge/sqlite/program';
import { decodeMark, encodeMark } from './high-water-mark.ts';
import { readState } from './log-state.ts';
import type { AppendArgs, CommittedState, DeleteArgs, FetchArgs, FetchedRow, LogOperations, LogState, RetainArgs } from './operations.ts';
import type { TopicSpec } from '../port.ts';
import { remover } from './row-removal.ts';
import { migrations } from './schema.ts';

/** Rows that one fetch takes at most. */
const fetchRows = 2_000;

const applier = (db: DatabaseSync) => {
  const topic = db.prepare(`
    INSERT INTO topic (name, retention_ms) VALUES (?, ?)
    ON CONFLICT DO UPDATE SET retention_ms = excluded.retention_ms`);
  const partition = db.prepare('INSERT INTO partition (topic, number, start) VALUES (?, ?, 0) ON CONFLICT DO NOTHING');
  return (topics: readonly TopicSpec[]): void => {
    for (const { name, partitions, retentionMs } of topics) {
      topic.run(name, retentionMs);
      for (let number = 0; number < partitions; number += 1) partition.run(name, number);
    }
  };
};

const fetcher = (db: DatabaseSync) => {
  const holding = db.prepare('SELECT base, count FROM batch WHERE partition = ? AND base <= ? ORDER BY base DESC LIMIT 1');
  const rows = db.prepare(`
    SELECT base, count, bytes FROM batch
    WHERE partition = ? AND base >= ? AND base < ? ORDER BY base LIMIT ${fetchRows}`);
  return ({ partition, from, maxBytes }: FetchArgs, end: number): readonly FetchedRow[] => {
    const first = holding.get(partition, from);
    const begin = first !== undefined && Number(first['base']) + Number(first['count']) > from ? Number(first['base']) : from;
    const fetched: FetchedRow[] = [];
    let size = 0;
    for (const row of rows.iterate(partition, begin, end) as Iterable<unknown> as Iterable<FetchedRow>) {
      fetched.push(row);
      size += row.bytes.length;
      if (size >= maxBytes) break;
    }
    return fetched;
  };
};

const open = (db: DatabaseSync, _options: undefined, mark: Uint8Array | undefined) => {
  /** Durable ends, by topic: also of topics that a cut file has forgotten, until they are applied again. */
  const marks = decodeMark(mark);
  /** Offset that the next record of a partition gets, by id, with what is not committed yet. */
  let next = new Map<number, number>();
  let named = new Map<number, LogState['partitions'][number]>();
  let appended = new Set<number>();
  const load = (): LogState => {
    const state = readState(db, marks);
    next = new Map(state.partitions.map((partition) => [partition.id, partition.next]));
    named = new Map(state.partitions.map((partition) => [partition.id, partition]));
    return state;
  };
  const durableEnd = (id: number): number => {
    const { topic = '', partition = 0 } = named.get(id) ?? {};
    return marks.get(topic)?.[partition] ?? 0;
  };
  const noteEnd = (id: number): void => {
    const { topic = '', partition = 0 } = named.get(id) ?? {};
    const ends = marks.get(topic) ?? [];
    while (ends.length < partition) ends.push(0);
    ends[partition] = next.get(id) ?? 0;
    marks.set(topic, ends);
  };

  for (const { id } of load().partitions) noteEnd(id);
  const apply = applier(db);
  const fetch = fetcher(db);
  const { retain, deleteBefore } = remover(db);
  const insert = db.prepare('INSERT INTO batch (partition, base, count, max_timestamp, bytes) VALUES (?, ?, ?, ?, ?)');
  const commit = db.prepare(`
    INSERT INTO committed (consumer_group, partition, next) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET next = excluded.next`);
  const ping = db.prepare('SELECT 1');

  const append = ({ partitions, counts, maxTimestamps, lengths, buffers }: AppendArgs) => {
    const bases = new Float64Array(buffers.length);
    const ends = new Map<number, number>();
    buffers.forEach((buffer, row) => {
      const id = partitions[row] as number;
      const base = ends.get(id) ?? next.get(id) ?? 0;
      const count = counts[row] as number;
      insert.run(id, base, count, maxTimestamps[row] as number, new Uint8Array(buffer, 0, lengths[row]));
      // SQLite has its copy: the memory goes now, not at some collection of garbage tens of megabytes later.
      buffer.transfer(0);
      bases[row] = base;
      ends.set(id, base + count);
    });
    for (const [id, end] of ends) {
      next.set(id, end);
      appended.add(id);
    }
    return { value: bases, transfer: [bases.buffer] };
  };

  return {
    writes: {
      apply: (topics: readonly TopicSpec[]) => {
        apply(topics);
        return { value: load() };
      },
      append,
      commit: (positions: readonly CommittedState[]) => {
        for (const position of positions) commit.run(position.group, position.partition, position.next);
        return { value: undefined };
      },
      retain: (args: RetainArgs) => ({ value: retain(args, durableEnd(args.partition)) }),
      deleteBefore: (args: DeleteArgs) => ({ value: deleteBefore(args) }),
    },
    reads: {
      state: () => ({ value: load() }),
      fetch: (args: FetchArgs) => {
        const value = fetch(args, durableEnd(args.partition));
        return { value, transfer: value.map(({ bytes }) => bytes.buffer) };
      },
      ping: () => {
        ping.get();
        return { value: undefined };
      },
    },
    committed: () => {
      if (appended.size === 0) return undefined;
      for (const id of appended) noteEnd(id);
      appended = new Set();
      return encodeMark(marks);
    },
    rolledBack: () => {
      appended = new Set();
      load();
    },
  };
};

export const program: Program<LogOperations, undefined> = { migrations, open };
