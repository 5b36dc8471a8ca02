/** `npm run slow -- <name>`: runs `runs/<name>.ts`; with `--record`, keeps its figures in docs/reliability.md; without a name, lists the runs. */
import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { runNamed } from '@streamforge/figures/run-named';
import { recorded } from './reliability.ts';

const page = 'docs/reliability.md';
const words = process.argv.slice(2);
const record = words.includes('--record');

process.exitCode = await runNamed({
  command: 'slow',
  folder: new URL('../runs/', import.meta.url),
  words: words.filter((word) => word !== '--record'),
  tell: (text) => void process.stdout.write(`${text}\n`),
  ...record && {
    keep: async (name, rows) => {
      const before = await readFile(page, 'utf8').catch(() => '');
      const machine = `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} cores, ${arch()}`;
      await writeFile(page, recorded(before, name, rows, machine));
    },
  },
});
