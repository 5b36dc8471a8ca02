/** Produces numbered records one call after another and prints the number of each that was acknowledged; its hook kills it on the way. */
import { systemClock } from '@streamforge/determinism/clock';
import { randomIds } from '@streamforge/determinism/ids';
import { openEmbeddedEventLog } from '../src/embedded.ts';

const [directory = '', hook = ''] = process.argv.slice(2);
const log = await openEmbeddedEventLog({ directory, clock: systemClock, ids: randomIds, hook: new URL(hook), groupCommitMs: 0 });
await log.apply([{ name: 'numbers', partitions: 3, retentionMs: null }]);
for (let number = 0; ; number += 1) {
  await log.produce('numbers', [{ key: `key-${number % 10}`, value: String(number) }]);
  process.stdout.write(`${number}\n`);
}
