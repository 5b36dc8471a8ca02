import { describe, expect, it } from 'vitest';
import { runSteps, stepLine } from '../src/step.ts';
import { tallyOf } from '../src/tests.ts';

const report = (passed: number, failed: number, files: readonly { readonly status: string; readonly tests: readonly string[] }[], pending = 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  testResults: files.map(({ status, tests }) => ({ status, assertionResults: tests.map((test) => ({ status: test })) })),
});

describe('the count at the end of npm test', () => {
  it('is that of the tests when all pass', () => {
    expect(tallyOf(report(3, 0, [{ status: 'passed', tests: ['passed', 'passed', 'passed'] }], 1), 0)).toEqual({ passed: 3, failed: 0, note: '1 skipped' });
  });

  it('counts a file that did not load beside the tests that failed', () => {
    const files = [{ status: 'failed', tests: [] }, { status: 'failed', tests: ['failed', 'passed'] }];
    expect(tallyOf(report(1, 1, files), 1)).toMatchObject({ passed: 1, failed: 2 });
  });

  it('counts a run that failed although every test passed', () => {
    expect(tallyOf(report(2, 0, [{ status: 'passed', tests: ['passed', 'passed'] }]), 1)).toMatchObject({ passed: 2, failed: 1 });
  });

  it('counts a run that left no report as failed', () => {
    expect(tallyOf(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('adds up the steps and goes on after a failed one, showing its output', async () => {
    const told: string[] = [];
    const tally = await runSteps([
      { name: 'typecheck', run: async () => ({ passed: 0, failed: 1, output: 'a.ts: no' }) },
      { name: 'lint', run: async () => ({ passed: 1, failed: 0, output: 'quiet' }) },
    ], (line) => void told.push(line), () => 0);
    expect(tally).toEqual({ passed: 1, failed: 1 });
    expect(told).toEqual(['a.ts: no', 'typecheck   FAILED    0.0 s', 'lint        ok        0.0 s']);
  });

  it('shows a step’s time and note', () => {
    expect(stepLine('tests', { passed: 9, failed: 0, note: '2 skipped' }, 61_240)).toBe('tests       ok       61.2 s  2 skipped');
  });
});
