/** A platform's directory into which one file was replayed, a fresh copy of it for each test. */
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach } from 'vitest';
import { ran, temporaryDirectory } from './streamforge-process.ts';

/** Answers the running test's directory; its `data` folder holds the databases. */
export const replayedDirectory = (csv: string): (() => string) => {
  let whole = '';
  let directory = '';
  beforeAll(async () => {
    whole = await temporaryDirectory();
    await writeFile(join(whole, 'candles.csv'), csv);
    await ran(whole, ['replay', 'candles.csv', '--interval', '1m']);
  });
  beforeEach(async () => {
    directory = await temporaryDirectory();
    await cp(whole, directory, { recursive: true });
  });
  return () => directory;
};
