/** Before all tests and after them: what they and the programs that they kill leave among the temporary files goes with the run. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the tests a temporary folder of their own; vitest calls what it answers at the end. */
export const setup = (): (() => void) => {
  const directory = mkdtempSync(join(tmpdir(), 'streamforge-tests-'));
  // Postgres, started by root, runs as somebody else and has its data in there.
  chmodSync(directory, 0o755);
  process.env['TMPDIR'] = directory;
  return () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
};
