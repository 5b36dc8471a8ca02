/** Branches that tests take, for the packages whose rules everything else stands on. */
import { readFile } from 'node:fs/promises';
import { runCommand } from '@streamforge/check/run-command';
import type { Figure } from '@streamforge/figures/figure';

const packages = ['contracts', 'service-host', 'event-log', 'document-store', 'market'];
const bar = 90;

type Summary = Readonly<Record<string, { readonly branches: { readonly total: number; readonly covered: number } }>>;

let running: Promise<Summary> | undefined;

/** Runs every test once with coverage, however many figures ask. */
const summary = async (): Promise<Summary> => {
  running ??= (async () => {
    const { output } = await runCommand(process.execPath, ['--disable-warning=ExperimentalWarning', 'node_modules/vitest/vitest.mjs', 'run', '--coverage.enabled']);
    const text = await readFile('coverage/coverage-summary.json', 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`the tests left no coverage: ${output.split('\n').at(-1) ?? ''}`);
    return JSON.parse(text) as Summary;
  })();
  return running;
};

export const figures: readonly Figure[] = packages.map((name) => ({
  name: `branch coverage of ${name}`,
  bar: `at least ${bar} %`,
  measure: async () => {
    const files = Object.entries(await summary()).filter(([file]) => file.includes(`/libs/${name}/src/`));
    const total = files.reduce((sum, [, { branches }]) => sum + branches.total, 0);
    const covered = files.reduce((sum, [, { branches }]) => sum + branches.covered, 0);
    const percent = total === 0 ? 0 : 100 * covered / total;
    return { measured: `${percent.toFixed(1)} % (${covered} of ${total})`, ok: percent >= bar };
  },
}));
