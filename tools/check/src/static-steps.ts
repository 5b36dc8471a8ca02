import { runCommand } from './run-command.ts';
import type { Step, Tally } from './step.ts';

const verdict = (code: number, output: string): Tally => code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, output };

/** Two compilers are installed, the API that Nx analyses with and the native one: only the latter may judge. */
const nativeCompiler = /^Version 7\./;

export const typecheck: Step = {
  name: 'typecheck',
  run: async () => {
    const version = await runCommand('node_modules/.bin/tsc', ['--version']);
    if (!nativeCompiler.test(version.output)) {
      return { passed: 0, failed: 1, output: `tsc must be TypeScript 7, and it says: ${version.output}. Run \`npm ci\`.` };
    }
    const { code, output } = await runCommand('node_modules/.bin/tsc', ['-p', 'tsconfig.json']);
    return verdict(code, output);
  },
};

export const lint: Step = {
  name: 'lint',
  run: async () => {
    const { code, output } = await runCommand('node_modules/.bin/oxlint', []);
    return verdict(code, output);
  },
};

export const boundaries: Step = {
  name: 'boundaries',
  run: async () => {
    const { code, output } = await runCommand(process.execPath, ['tools/boundaries/src/main.ts']);
    return verdict(code, output);
  },
};
