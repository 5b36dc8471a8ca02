/** Branches of the foundations that are tested. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { BRANCHES, foundations, foundationTests } from '@streamforge/check/foundations';
import { runCommand } from '@streamforge/check/run-command';
import type { Figure } from '@streamforge/figures/figure';

type Summary = Readonly<Record<string, { readonly branches: { readonly total: number; readonly covered: number } }>>;

let running: Promise<Summary> | undefined;

/** Runs the foundations' tests once with coverage, however many figures ask. */
const summary = async (): Promise<Summary> => {
  running ??= (async () => {
    const { output } = await runCommand(process.execPath, ['--disable-warning=ExperimentalWarning', 'node_modules/vitest/vitest.mjs', 'run', '--coverage.enabled', ...foundationTests]);
    const text = await readFile('coverage/coverage-summary.json', 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`the tests left no coverage: ${output.split('\n').at(-1) ?? ''}`);
    return JSON.parse(text) as Summary;
  })();
  return running;
};

export const figures: readonly Figure[] = foundations.map((folder) => ({
  name: `branch coverage of ${basename(folder)}`,
  bar: `at least ${BRANCHES} %`,
  measure: async () => {
    const files = Object.entries(await summary()).filter(([file]) => file.includes(`/${folder}/src/`));
    const total = files.reduce((sum, [, { branches }]) => sum + branches.total, 0);
    const covered = files.reduce((sum, [, { branches }]) => sum + branches.covered, 0);
    const percent = total === 0 ? 0 : 100 * covered / total;
    return { measured: `${percent.toFixed(1)} % (${covered} of ${total})`, ok: percent >= BRANCHES };
  },
}));
