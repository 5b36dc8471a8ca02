// After npm ci: runs one command in an empty directory, so that the first start finds Node's compile cache filled (compile-cache.cjs).
// It only saves time and memory: whatever goes wrong here shows up, with a better message, in the first command a person runs.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const directory = mkdtempSync(join(tmpdir(), 'streamforge-'));
  const words = ['--disable-warning=ExperimentalWarning', '--require', './tools/compile-cache.cjs', 'apps/streamforge/src/main.ts'];
  spawnSync(process.execPath, [...words, 'hash', '--data', directory], { cwd: join(__dirname, '..'), stdio: 'ignore', timeout: 30_000 });
  rmSync(directory, { recursive: true, force: true });
}
