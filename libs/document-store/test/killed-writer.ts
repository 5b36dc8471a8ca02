/** Writes batches until its storage thread ends the process, and says after each that it was acknowledged. */
import { killBatch } from '../src/conformance/kill-batch.ts';
import { openEmbeddedDocumentStore } from '../src/embedded.ts';

const [directory = '', hook = '', batches = '0'] = process.argv.slice(2);
const store = await openEmbeddedDocumentStore({ directory, hook: new URL(hook) });
for (let number = 0; number < Number(batches); number += 1) {
  await store.upsert('documents', killBatch(number));
  process.stdout.write('acknowledged\n');
}
