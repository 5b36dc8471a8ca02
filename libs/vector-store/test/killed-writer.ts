/** Writes batches until its storage thread ends the process, and says after each that it was acknowledged. */
import { killBatch } from '../src/conformance/kill-batch.ts';
import { openEmbeddedVectorStore } from '../src/embedded.ts';

const [directory = '', hook = '', batches = '0'] = process.argv.slice(2);
const store = await openEmbeddedVectorStore({ directory, hook: new URL(hook) });
await store.prepare('moments');
for (let number = 0; number < Number(batches); number += 1) {
  await store.upsert('moments', killBatch(number));
  process.stdout.write('acknowledged\n');
}
