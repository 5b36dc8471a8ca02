/** Before all tests and after them: what they and the programs that they kill leave among the temporary files goes with the run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the tests a temporary folder of their own; vitest calls what it answers at the end. */
export const setup = (): (() => void) => {
  const directory = mkdtempSync(join(tmpdir(), 'streamforge-tests-'));
  process.env['TMPDIR'] = directory;
  return () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
};
