import type { AddCommand } from '../command.ts';
import { count, duration, rate } from '../output/figures.ts';
import type { Colours } from '../output/colour.ts';
import { table } from '../output/table.ts';
import { feeding } from '../platform/feeding.ts';
import { withFileOptions, type FileFlags } from '../replay/file-options.ts';
import { deadLettersIn, handled } from '../replay/aftermath.ts';
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
    const { output, shell: { signal } } = context;
    const { summaries, letters } = await feeding(context, async ({ platform, events }) => {
      if (events === undefined) return { summaries: await replayFiles(context, files, flags, httpSink(platform)), letters: undefined };
      const before = await deadLettersIn(platform);
      const replayed = await replayFiles(context, files, flags, logSink(events));
      await handled(platform, context);
      return { summaries: replayed, letters: await deadLettersIn(platform) - before };
    });
    output.data(summaries, shown);
    if (signal.aborted) return 'interrupted';
    output.talk(aftermath(letters));
    return summaries.some(({ refused }) => sum(refused) > 0) ? 'refused' : 'done';
  }));
};

/** Another process checks the rows in its own time; this one has waited for it. */
const aftermath = (letters: number | undefined): string => letters === undefined
  ? 'The platform checks the rows against the market’s rules as it handles them; streamforge dlq ls shows what it refuses.'
  : letters === 0 ? 'No row became a dead letter.' : `Rows that became dead letters: ${count(letters)}; streamforge dlq ls shows them.`;

const sum = (figures: Readonly<Record<string, number>>): number => Object.values(figures).reduce((total, figure) => total + figure, 0);

const perSecond = ({ rows, resumedAt, milliseconds }: ReplaySummary): number => (rows - resumedAt) / Math.max(1, milliseconds) * 1_000;

const shown = (summaries: readonly ReplaySummary[], colours: Colours): string => table(summaries, [
  { title: 'file', cell: ({ file }) => file },
  { title: 'rows', cell: ({ rows }) => count(rows), align: 'right' },
  { title: 'events', cell: ({ events }) => count(events), align: 'right' },
  { title: 'refused at once', cell: ({ refused }) => count(sum(refused)), align: 'right' },
  { title: 'took', cell: ({ milliseconds }) => duration(milliseconds), align: 'right' },
  { title: 'rate', cell: (summary) => rate(perSecond(summary)), align: 'right' },
  { title: 'why refused', cell: ({ refused }) => Object.entries(refused).map(([code, times]) => `${code} ${count(times)}`).join(', ') },
], colours);
