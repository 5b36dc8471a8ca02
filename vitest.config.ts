import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** The packages whose rules everything else stands on: of their branches at least this share is tested. */
const branches = { branches: 90 };

export const config = defineConfig({
  test: {
    include: ['libs/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', 'tools/*/test/**/*.test.ts'],
    pool: 'forks',
    // At least two files side by side, also on two cores: many tests wait for servers, and vitest alone would leave one core to itself.
    maxWorkers: Math.max(2, availableParallelism() - 1),
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
      thresholds: {
        'libs/contracts/src/**': branches,
        'libs/service-host/src/**': branches,
        'libs/event-log/src/**': branches,
        'libs/document-store/src/**': branches,
        'libs/market/src/**': branches,
      },
    },
  },
});

export { config as default };
