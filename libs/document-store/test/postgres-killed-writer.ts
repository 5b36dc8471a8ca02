/** Writes batches to Postgres and ends its own process at one of them: while it is under way, or once it is durable. */
import { killBatch } from '../src/conformance/kill-batch.ts';
import { openPostgresDocumentStore } from '../src/postgres/open.ts';

const [url = '', batches = '0', killAt = '0'] = process.argv.slice(2);
const store = await openPostgresDocumentStore({ endpoint: { url } });
for (let number = 0; number < Number(batches); number += 1) {
  const written = store.upsert('documents', killBatch(number));
  const last = number + 1 === Number(killAt);
  if (last && Number(killAt) % 2 === 0) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
  await written;
  if (last) process.kill(process.pid, 'SIGKILL');
  process.stdout.write('acknowledged\n');
}
