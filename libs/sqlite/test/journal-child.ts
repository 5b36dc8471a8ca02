/** Adds numbered lines one after another and prints each that was acknowledged; its hook kills it on the way. */
import { openThread } from '../src/thread.ts';
import type { JournalOperations } from './journal-program.ts';

const [file = '', at = ''] = process.argv.slice(2);
const thread = await openThread<JournalOperations>({
  file,
  program: new URL('./journal-program.ts', import.meta.url),
  hook: new URL(`./kill-hook.ts?at=${at}`, import.meta.url),
  groupCommitMs: 0,
});
for (let line = 1; ; line += 1) {
  await thread.write('add', { text: String(line) });
  process.stdout.write(`${line}\n`);
}
