/** A write-ahead log is cut by hand while the platform is down: acknowledged writes are gone, and that must be said. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { LostRange } from '@streamforge/event-log/port';
import { runCommand } from './command-line.ts';
import { disturbed, type Outcome } from './disturbed.ts';
import { readLeft, withPorts } from './evidence.ts';
import type { RunningPlatform } from './platform.ts';
import { inScratch } from './scratch.ts';
import { cutWal } from './wal-file.ts';

const CUT_PERCENT = 40;

interface LogLine {
  readonly code?: string;
  readonly msg: string;
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly to?: number;
}

const logLines = ({ program }: RunningPlatform): readonly LogLine[] =>
  program.stdout().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine);

const spelled = ({ topic, partition, from, to }: Omit<LostRange, 'cause'>): string => `${topic}[${partition}] ${from} to ${to}`;

const saidLost = (platform: RunningPlatform): readonly string[] => logLines(platform).filter(({ code }) => code === 'LOST_RANGE')
  .map(({ topic = '', partition = -1, offset = -1, to = -1 }) => spelled({ topic, partition, from: offset, to }));

export interface CutEventsFound {
  /** Lost ranges as the port tells them. */
  readonly lost: readonly string[];
  /** Lost ranges as the log of the next process tells them, with coordinates, each once. */
  readonly said: readonly string[];
  /** Offsets inside a lost range that a record has: given twice. */
  readonly reused: readonly string[];
  /** Lost ranges that do not reach to where their partition ended before the cut. */
  readonly tooShort: readonly string[];
}

/** Ends of all partitions as the files would give them, were they not cut. */
const endsIn = (directory: string): Promise<ReadonlyMap<string, number>> => inScratch(async (copy) => {
  cpSync(directory, copy, { recursive: true });
  return await withPorts(copy, async ({ events }) => {
    const offsets = await Promise.all((await events.topics()).map(({ name }) => events.offsets(name)));
    return new Map(offsets.flat().map(({ topic, partition, end }) => [`${topic}[${partition}]`, end]));
  });
});

const reusedIn = (directory: string, ranges: readonly LostRange[]): Promise<readonly string[]> => withPorts(directory, async (ports) => {
  const found = await Promise.all(ranges.map(async ({ topic, partition, from, to }) => {
    const [first] = await ports.events.read({ topic, partition, offset: from }, { maxRecords: 1, maxBytes: 1 });
    return first !== undefined && first.offset < to ? [`${topic}[${partition}]@${first.offset}`] : [];
  }));
  return found.flat();
});

/** Cuts the event log, starts again, and has the producer send everything once more. */
export const cutEventLog = (): Promise<Outcome<CutEventsFound>> => disturbed({ fault: 'the event log’s WAL cut by hand' }, async (run) => {
  const first = await run.start();
  await run.finish(first);
  await first.program.kill('SIGKILL');
  const ends = await endsIn(run.directory);
  cutWal(join(run.directory, 'events.db-wal'), CUT_PERCENT);
  run.healed();
  const second = await run.start();
  await run.finish(second);
  await second.stop();
  const { lostRanges } = await readLeft(run.directory);
  return {
    lost: lostRanges.map(spelled).toSorted(),
    said: [...new Set(saidLost(second))].toSorted(),
    reused: await reusedIn(run.directory, lostRanges),
    tooShort: lostRanges.filter(({ topic, partition, to }) => ends.get(`${topic}[${partition}]`) !== to).map(spelled),
  };
});

export interface CutDocumentsFound {
  /** Log line of the next start, undefined when the loss was not noticed. */
  readonly said: string | undefined;
  /** What `streamforge rebuild documents` ended with. */
  readonly rebuild: { readonly code: number | null; readonly stderr: string };
  /** After it. */
  readonly lostWrites: number;
}

/** Cuts the document store, starts again, stops, and rebuilds the store from the log; nothing is sent again. */
export const cutDocumentStore = (): Promise<Outcome<CutDocumentsFound>> =>
  disturbed({ fault: 'the document store’s WAL cut by hand' }, async (run) => {
    const first = await run.start();
    await run.finish(first);
    await first.program.kill('SIGKILL');
    cutWal(join(run.directory, 'documents.db-wal'), CUT_PERCENT);
    run.healed();
    const second = await run.start();
    await run.finish(second, []);
    await second.stop();
    const { code, stderr } = await runCommand(run.directory, ['rebuild', 'documents']);
    const { lostWrites } = await readLeft(run.directory);
    return { said: logLines(second).find((line) => line.code === 'STATE_LOST')?.msg, rebuild: { code, stderr }, lostWrites };
  });
