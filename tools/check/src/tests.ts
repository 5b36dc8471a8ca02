import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { foundations, foundationTests } from './foundations.ts';
import { runCommand } from './run-command.ts';
import type { Step, Tally } from './step.ts';

const COVERAGE = '--coverage.enabled';

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

/** Node keeps here what it makes of our TypeScript, for the processes of all tests. Tests whose coverage is measured need the sources afresh. */
const compiled = { NODE_COMPILE_CACHE: resolve('.cache/node') };

/** Runs vitest live, with the given filters and options, and counts from its report. */
export const tests = (words: readonly string[], name = 'tests'): Step => ({
  name,
  run: async () => {
    const file = `.cache/check/${name}-${process.pid}.json`;
    const { code } = await runCommand(process.execPath, [
      '--disable-warning=ExperimentalWarning', 'node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...words,
    ], { live: true, env: words.includes(COVERAGE) ? {} : compiled });
    const text = await readFile(file, 'utf8').catch(() => undefined);
    await rm(file, { force: true });
    return tallyOf(text === undefined ? undefined : JSON.parse(text) as TestReport, code);
  },
});

/** Every test, those of the foundations with coverage and its thresholds. To measure it for all tests would take a third of their time. */
export const allTests: readonly Step[] = [
  tests([COVERAGE, ...foundations.map((folder) => `--coverage.include=${folder}/src/**/*.ts`), ...foundationTests], 'foundations'),
  tests(foundationTests.map((path) => `--exclude=${path.endsWith('.ts') ? path : `${path}/**`}`)),
];
