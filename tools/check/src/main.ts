/**
 * `npm test`: typecheck, lint, boundaries, tests. Further words go to vitest, for instance a folder; when CI is set and there are none,
 * real servers are started before the tests and stopped after, and the foundations' tests must keep their coverage. The last line is the
 * true count, and the exit code follows it.
 */
import { noted, stillRuns } from '@streamforge/backends/running';
import { startBackends, stopBackends, toStart } from './backends.ts';
import { boundaries, lint, typecheck } from './static-steps.ts';
import { endCommands } from './run-command.ts';
import { runSteps } from './step.ts';
import { allTests, tests } from './tests.ts';

const words = process.argv.slice(2);
const everything = (process.env['CI'] ?? '') !== '' && words.length === 0;
const running = noted();
const servers = everything ? toStart(process.env, (name) => stillRuns(running[name])) : [];

let stopped = false;
const stop = (): void => {
  if (!stopped) stopBackends(servers);
  stopped = true;
};
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
  process.once(signal, () => {
    endCommands();
    stop();
    process.exit(code);
  });
}

const { passed, failed } = await runSteps(
  [typecheck, lint, boundaries, ...servers.length === 0 ? [] : [startBackends(servers)], ...everything ? allTests : [tests(words)]],
  (line) => void process.stdout.write(`${line}\n`),
  () => performance.now(),
).finally(stop);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
