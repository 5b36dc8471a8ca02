/** Replays files one after the other with a progress display; an unreadable file ends it, what came before stays. */
import type { CommandContext } from '../command.ts';
import { count } from '../output/figures.ts';
import { logAddress } from '../platform/backends.ts';
import { fileOptionsOf, type FileFlags } from './file-options.ts';
import { positionsIn } from './position.ts';
import { progressDisplay } from './progress.ts';
import { replayFile, type ReplaySummary } from './replay-file.ts';
import type { Sink } from './sink.ts';
import { waitingNote } from './waiting-note.ts';

export const replayFiles = async (
  context: CommandContext, files: readonly string[], flags: FileFlags, sink: Sink,
): Promise<readonly ReplaySummary[]> => {
  const { output, directory, shell: { clock, signal, terminal: { env } } } = context;
  const positions = positionsIn(directory, logAddress(env));
  const summaries: ReplaySummary[] = [];
  const onWaiting = waitingNote(clock, output.talk);
  for (const file of files) {
    const display = progressDisplay(output, clock);
    try {
      const summary = await replayFile(file, fileOptionsOf(flags), {
        sink, positions, clock, signal, restart: flags.restart === true, onWaiting, onProgress: (state) => display.show(state),
      });
      display.end();
      if (summary.resumedAt > 0) output.talk(resumed(summary));
      summaries.push(summary);
    } finally {
      display.end();
    }
    if (signal.aborted) break;
  }
  return summaries;
};

const resumed = ({ file, resumedAt, rows, finished }: ReplaySummary): string => finished && rows === resumedAt
  ? `${file}: these bytes were replayed before under this name; --restart replays them again, which changes nothing that is stored.`
  : `${file} went on after row ${count(resumedAt)}, where the replay before it had stopped.`;
