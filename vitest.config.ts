import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { BRANCHES, foundations } from './tools/check/src/foundations.ts';

/** Fault runs and the suites of services: short files that take minutes, most of them waiting. */
const isLong = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/tools/faults/test/') || moduleId.endsWith('.service.test.ts');

/** Vitest begins with the largest files. Those that take longest are small here, and would run at the end with nothing left beside them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer, no array
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export const config = defineConfig({
  test: {
    include: ['libs/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', 'tools/*/test/**/*.test.ts'],
    pool: 'forks',
    // At least three files side by side, also on two cores: many tests wait for servers, and vitest alone would leave one core to itself.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    globalSetup: ['tools/check/src/test-files.ts'],
    sequence: { sequencer: LongestFirst },
    // Tests load sources as production does, by Node itself; coverage of worker threads and child processes then counts the same lines.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: {
      provider: 'v8',
      // SQLite runs in worker threads, and the kill tests in child processes: both count.
      autoAttachSubprocess: true,
      include: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
      exclude: ['libs/testing/**', '**/conformance.ts', '**/conformance/**'],
      reporter: ['text-summary', 'json-summary', 'json'],
      reportsDirectory: 'coverage',
      thresholds: Object.fromEntries(foundations.map((folder) => [`${folder}/src/**`, { branches: BRANCHES }])),
    },
  },
});

export { config as default };
