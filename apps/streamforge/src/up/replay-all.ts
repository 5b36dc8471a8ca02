/** `up --replay`: files instead of the demo market, and what became of each series when all of it is stored. */
import type { RunningHost } from '@streamforge/service-host/run';
import type { CommandContext } from '../command.ts';
import { count, duration, rate } from '../output/figures.ts';
import { asPlatform, caughtUp } from '../platform/opened.ts';
import type { FileFlags } from '../replay/file-options.ts';
import { logSink } from '../replay/log-sink.ts';
import type { ReplaySummary } from '../replay/replay-file.ts';
import { replayFiles } from '../replay/replay-files.ts';
import { seriesReports } from './series-report.ts';

export const replayAll = async (context: CommandContext, host: RunningHost, files: readonly string[], flags: FileFlags): Promise<void> => {
  const { output, shell } = context;
  const { clock, signal } = shell;
  const began = clock.monotonic();
  const summaries = await replayFiles(context, files, flags, logSink(host.ports.events));
  await caughtUp(host, shell, output);
  if (signal.aborted) return;
  output.talk(overall(summaries, clock.monotonic() - began));
  output.rows(await seriesReports(asPlatform(host), summaries), [
    { title: 'series', cell: ({ series }) => series },
    { title: 'bars', cell: ({ bars }) => count(bars), align: 'right' },
    { title: 'gaps', cell: ({ gaps }) => count(gaps), align: 'right' },
    { title: 'missing', cell: ({ missing }) => count(missing), align: 'right' },
    { title: 'duplicates', cell: ({ duplicates }) => count(duplicates), align: 'right' },
    { title: 'dead letters', cell: ({ deadLetters }) => count(deadLetters), align: 'right' },
  ]);
};

const overall = (summaries: readonly ReplaySummary[], milliseconds: number): string => {
  const rows = summaries.reduce((sum, { rows, resumedAt }) => sum + rows - resumedAt, 0);
  const refused = summaries.flatMap(({ refused }) => Object.values(refused)).reduce((sum, times) => sum + times, 0);
  const unread = refused === 0 ? '' : `; ${count(refused)} lines could not be read and are kept as dead letters`;
  const perSecond = rows / Math.max(1, milliseconds) * 1_000;
  return `${count(rows)} rows replayed, stored and published in ${duration(milliseconds)} (${rate(perSecond)})${unread}`;
};
