/** `npm run bench` and `npm run slow`: run one module of a catalogue, or list what there is. */
import { exported, modulesIn } from './catalogue.ts';
import type { FigureRun, Measured } from './figure.ts';
import { report } from './table.ts';

export interface NamedRuns {
  /** `bench` or `slow`, as a person types it after `npm run`. */
  readonly command: string;
  /** Holds one module per run, each exporting `run`. */
  readonly folder: URL;
  readonly words: readonly string[];
  readonly tell: (text: string) => void;
  /** Given the figures of a run that was measured, for instance to keep them. */
  readonly keep?: (name: string, rows: readonly Measured[]) => Promise<void>;
}

/** Resolves to the exit code: 1 when a figure fell short, 2 when there is no such run. */
export const runNamed = async ({ command, folder, words, tell, keep }: NamedRuns): Promise<number> => {
  const names = await modulesIn(folder);
  const [name, ...rest] = words.filter((word) => word !== '--json');
  if (name === undefined || !names.includes(name)) {
    if (name !== undefined) tell(`There is no ${command} '${name}'.`);
    const width = Math.max(0, ...names.map((known) => known.length));
    tell(`npm run ${command} -- <name>, where <name> is one of:`);
    for (const known of names) tell(`  ${known.padEnd(width)}  ${(await exported<FigureRun>(folder, known, 'run')).says}`);
    return name === undefined ? 0 : 2;
  }
  const run = await exported<FigureRun>(folder, name, 'run');
  const rows = await run.measure(rest);
  tell(report(rows, words.includes('--json')));
  await keep?.(name, rows);
  return rows.every(({ ok }) => ok) ? 0 : 1;
};
