import { expect, it } from 'vitest';
import { straceIsThere, syncOrder, traceSync } from '../src/sync-trace.ts';

const skipped = !straceIsThere() && process.env['CI'] === undefined;
if (skipped) console.warn('skipped: strace is missing; install it to see the sync before the acknowledgement');

it.skipIf(skipped)('syncs the log before it acknowledges a record', async () => {
  const { written, synced, answered, inOrder } = await traceSync();
  expect(inOrder, [written, synced, answered].map((call) => call?.name ?? 'missing').join(', ')).toBe(true);
}, 120_000);

const write = '10 11:00:00.000001 pwrite64(20</d/events.db-wal>, "…{\\"symbol\\":\\"MARK\\"}…", 4096, 56) = 4096';
const sync = '10 11:00:00.000002 fdatasync(20</d/events.db-wal>) = 0';
const other = '10 11:00:00.000002 fdatasync(21</d/documents.db-wal>) = 0';
const answer = '9 11:00:00.000003 write(30<socket:[1]>, "HTTP/1.1 200 OK\\r\\n\\r\\n{\\"error_code\\":200}", 40) = 40';
const began = '10 11:00:00.000002 fdatasync(20</d/events.db-wal> <unfinished ...>';
const ended = '10 11:00:00.000004 <... fdatasync resumed>) = 0';

it.each([
  ['a sync between', [write, sync, answer], true],
  ['a sync that another thread interrupts', [write, began, ended, answer], true],
  ['no sync', [write, answer], false],
  ['the sync of another file', [write, other, answer], false],
  ['a sync before the write', [sync, write, answer], false],
  ['a sync after the answer', [write, answer, sync], false],
  ['a sync that has not returned when the answer goes out', [write, began, answer, ended], false],
])('reads a trace with %s as it is', (_what, lines, inOrder) => {
  expect(syncOrder(lines.join('\n'), 'MARK').inOrder).toBe(inOrder);
});
