/** `npm run bench -- <name>`: runs `benches/<name>.ts`; without a name, lists them. */
import { runNamed } from '@streamforge/figures/run-named';

process.exitCode = await runNamed({
  command: 'bench',
  folder: new URL('../benches/', import.meta.url),
  words: process.argv.slice(2),
  tell: (text) => void process.stdout.write(`${text}\n`),
});
