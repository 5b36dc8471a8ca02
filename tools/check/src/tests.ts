import { readFile, rm } from 'node:fs/promises';
import { runCommand } from './run-command.ts';
import type { Step, Tally } from './step.ts';

/** The part of vitest's JSON report that is counted. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly status: string;
    /** Why the file failed where none of its tests did. */
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * The true count of a run. A file that failed without a failing test (it did not load, or a hook threw) counts as one failure, and so
 * does a run that failed although every test passed: an unhandled rejection, or coverage below its threshold.
 */
export const tallyOf = (report: TestReport | undefined, exitCode: number): Tally => {
  if (report === undefined) return { passed: 0, failed: 1, note: 'vitest left no report' };
  const brokenFiles = report.testResults
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed')).length;
  const known = report.numFailedTests + brokenFiles;
  const failed = known === 0 && exitCode !== 0 ? 1 : known;
  const skipped = report.numPendingTests;
  return { passed: report.numPassedTests, failed, ...(skipped === 0 ? {} : { note: `${skipped} skipped` }) };
};

/** Runs vitest live, with the given filters and options, and counts from its report. */
export const tests = (words: readonly string[]): Step => ({
  name: 'tests',
  run: async () => {
    const file = `.cache/check/tests-${process.pid}.json`;
    const { code } = await runCommand(process.execPath, [
      '--disable-warning=ExperimentalWarning', 'node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...words,
    ], { live: true });
    const text = await readFile(file, 'utf8').catch(() => undefined);
    await rm(file, { force: true });
    return tallyOf(text === undefined ? undefined : JSON.parse(text) as TestReport, code);
  },
});
