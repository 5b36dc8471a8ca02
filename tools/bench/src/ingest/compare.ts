import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bareRun, type BareRun } from './bare-run.ts';
import { candleFile } from './candle-file.ts';
import { ourRun, type OurRun } from './our-run.ts';

/** Where benchmark files and data directories live: on the disk that is measured. */
export const benchFolder = join(import.meta.dirname, '../../../../.cache/bench');

export interface Comparison {
  readonly bare: BareRun;
  readonly ours: OurRun;
  readonly rows: number;
}

/** Runs our platform over a seeded file in a directory of its own. */
export const measureOurs = async (rows: number): Promise<OurRun> => {
  const file = await candleFile(join(benchFolder, `candles-${rows}.csv`), rows);
  const directory = mkdtempSync(join(benchFolder, 'ours-'));
  try {
    return await ourRun(file, rows, directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** The bare loop and our platform over the same file, one after the other. */
export const compare = async (rows: number): Promise<Comparison> => {
  const bare = await bareRun(await candleFile(join(benchFolder, `candles-${rows}.csv`), rows));
  return { bare, ours: await measureOurs(rows), rows };
};
