/**
 * `npm test`: typecheck, lint, boundaries, tests. Further words go to vitest, for instance a folder; when CI is set, coverage and its
 * thresholds come with it. The last line is the true count, and the exit code follows it.
 */
import { boundaries, lint, typecheck } from './static-steps.ts';
import { runSteps } from './step.ts';
import { tests } from './tests.ts';

const words = process.argv.slice(2);
const coverage = (process.env['CI'] ?? '') !== '' && words.length === 0 ? ['--coverage.enabled'] : [];

const { passed, failed } = await runSteps(
  [typecheck, lint, boundaries, tests([...words, ...coverage])],
  (line) => void process.stdout.write(`${line}\n`),
  () => performance.now(),
);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
