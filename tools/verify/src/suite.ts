/** Test files as a figure: how many of their tests passed, none failed, none was skipped. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import type { TestReport } from '@streamforge/check/tests';
import type { Figure } from '@streamforge/figures/figure';

export interface Suite {
  readonly name: string;
  /** Test files, and optionally a part of the tests' names. */
  readonly files: readonly string[];
  readonly only?: string;
  /** Tests that may be skipped, for a reason the name of the figure gives. */
  readonly maySkip?: boolean;
}

/** Runs the files with servers required, so that no test passes by not running. */
export const suiteFigure = ({ name, files, only, maySkip = false }: Suite): Figure => ({
  name,
  bar: maySkip ? 'no test fails' : 'no test fails, none is skipped',
  measure: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'verify-'));
    try {
      const file = join(folder, 'report.json');
      const filter = only === undefined ? [] : ['--testNamePattern', only];
      const { code, output } = await runCommand(process.execPath, [
        '--disable-warning=ExperimentalWarning', 'node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile.json=${file}`, ...filter, ...files,
      ], { env: { CI: 'true' } });
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text === undefined) throw new Error(`the tests left no report: ${output.split('\n').at(-1) ?? ''}`);
      const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, testResults } = JSON.parse(text) as TestReport;
      const counted = only === undefined ? skipped : 0;
      // A file that can't begin, since a server is missing, has no failing test.
      const why = failed === 0 ? testResults.find(({ status, message = '' }) => status === 'failed' && message !== '')?.message : undefined;
      return {
        measured: `${passed} passed, ${failed} failed${counted === 0 ? '' : `, ${counted} skipped`}${why === undefined ? '' : `; ${why.split('\n')[0]}`}`,
        ok: code === 0 && passed > 0 && failed === 0 && (maySkip || counted === 0),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
