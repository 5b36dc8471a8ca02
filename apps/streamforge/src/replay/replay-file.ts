/** Replays one file into the log: reads, maps, sends in waves, and remembers how far it came. */
import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Mapped } from '@streamforge/mappers/files/mapped';
import { openFormat } from '@streamforge/mappers/files/open-format';
import type { FileOptions } from '@streamforge/mappers/files/options';
import { fileBytes } from './file-bytes.ts';
import { formatTopic } from './format-topic.ts';
import { replayIdentity } from './identity.ts';
import type { Patience } from './patience.ts';
import type { Positions, ReplayPosition } from './position.ts';
import type { ProgressState } from './progress.ts';
import { ReplayQueue } from './queue.ts';
import type { Sink } from './sink.ts';

export interface ReplayContext extends Patience {
  readonly sink: Sink;
  readonly positions: Positions;
  /** Begins again though the file was replayed before. */
  readonly restart: boolean;
  readonly onProgress: (state: ProgressState) => void;
}

export interface ReplaySummary extends ReplayPosition {
  /** Rows that earlier runs had done. */
  readonly resumedAt: number;
  readonly milliseconds: number;
}

const fresh = (file: string): ReplayPosition => ({ file, items: 0, rows: 0, events: 0, series: {}, refused: {}, finished: false });

/** Resolves when the file's end is acknowledged, or earlier when the signal aborts: then `finished` is false and the next run goes on. */
export const replayFile = async (path: string, options: Omit<FileOptions, 'file'>, context: ReplayContext): Promise<ReplaySummary> => {
  const { positions, clock, restart } = context;
  const began = clock.monotonic();
  const identity = await replayIdentity(path, options);
  const known = restart ? undefined : await positions.read(identity);
  const start = known === undefined ? fresh(path) : { ...known, file: path };
  const end = start.finished ? start : await replayFrom(start, path, identity, options, context);
  return { ...end, resumedAt: start.rows, milliseconds: Math.round(clock.monotonic() - began) };
};

const replayFrom = async (
  start: ReplayPosition, path: string, identity: string, options: Omit<FileOptions, 'file'>, context: ReplayContext,
): Promise<ReplayPosition> => {
  const { positions, clock, signal, onProgress } = context;
  const name = basename(path);
  const bytes = await fileBytes(path);
  const format = openFormat({ ...options, file: name });
  const queue = new ReplayQueue(start, {
    ...context,
    file: name,
    topic: () => formatTopic(format.format),
    save: (position) => positions.write(identity, position),
  });
  const began = clock.monotonic();
  let seen = 0;
  let rows = 0;
  let line = 0;
  const take = async (mapped: readonly Mapped[]): Promise<void> => {
    for (const item of mapped) {
      seen++;
      const beginsRow = item.line !== line;
      line = item.line;
      if (seen <= start.items) continue;
      if (beginsRow) rows++;
      const full = queue.add(item, beginsRow);
      if (full) await queue.flush();
    }
    onProgress({ name, bytesDone: bytes.read(), bytesTotal: bytes.size, rows, elapsed: clock.monotonic() - began });
  };
  try {
    for await (const chunk of bytes.chunks) {
      if (signal.aborted) break;
      await take(format.push(chunk));
      // Chunks that are already there would follow without a pause; others on the event loop get their turn between them.
      await nextTurn();
    }
    if (!signal.aborted) await take(format.finish());
    await queue.flush();
    await queue.settled();
    return await queue.end(!signal.aborted);
  } catch (error) {
    const end = await queue.end(false);
    // Whoever interrupts a replay that waits for the platform wants to stop waiting; what is not acknowledged is sent by the next run.
    if (signal.aborted && error instanceof RetryableError) return end;
    throw error;
  }
};
