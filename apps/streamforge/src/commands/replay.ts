import type { AddCommand } from '../command.ts';
import { count, duration, rate } from '../output/figures.ts';
import type { Colours } from '../output/colour.ts';
import { table } from '../output/table.ts';
import { feeding } from '../platform/feeding.ts';
import { withFileOptions, type FileFlags } from '../replay/file-options.ts';
import { httpSink } from '../replay/http-sink.ts';
import { logSink } from '../replay/log-sink.ts';
import type { ReplaySummary } from '../replay/replay-file.ts';
import { replayFiles } from '../replay/replay-files.ts';

/** `streamforge replay FILE…`: files of candles, trades or fills as events, each row once. */
export const addReplay: AddCommand = (program, act) => {
  const command = program.command('replay')
    .description('replay files (CSV, JSON or JSON lines, also gzipped) into the log; an interrupted replay goes on where it stopped')
    .argument('<file...>');
  withFileOptions(command).action(act(async (context, flags: FileFlags, files: readonly string[]) => {
    const summaries = await feeding(context, ({ platform, events }) =>
      replayFiles(context, files, flags, events === undefined ? httpSink(platform) : logSink(events)));
    context.output.data(summaries, shown);
    if (context.shell.signal.aborted) return 'interrupted';
    return summaries.some(({ refused }) => Object.keys(refused).length > 0) ? 'refused' : 'done';
  }));
};

const sum = (figures: Readonly<Record<string, number>>): number => Object.values(figures).reduce((total, figure) => total + figure, 0);

const perSecond = ({ rows, resumedAt, milliseconds }: ReplaySummary): number => (rows - resumedAt) / Math.max(1, milliseconds) * 1_000;

const shown = (summaries: readonly ReplaySummary[], colours: Colours): string => table(summaries, [
  { title: 'file', cell: ({ file }) => file },
  { title: 'rows', cell: ({ rows }) => count(rows), align: 'right' },
  { title: 'events', cell: ({ events }) => count(events), align: 'right' },
  { title: 'refused', cell: ({ refused }) => count(sum(refused)), align: 'right' },
  { title: 'took', cell: ({ milliseconds }) => duration(milliseconds), align: 'right' },
  { title: 'rate', cell: (summary) => rate(perSecond(summary)), align: 'right' },
  { title: 'why refused', cell: ({ refused }) => Object.entries(refused).map(([code, times]) => `${code} ${count(times)}`).join(', ') },
], colours);
