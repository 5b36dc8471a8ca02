/** The write-ahead logs end in a torn frame after SIGKILL, as a crash in the middle of a write leaves them. */
import { join } from 'node:path';
import { readLeft } from './evidence.ts';
import { disturbed, type Outcome } from './disturbed.ts';
import { threads } from './platform.ts';
import { tearWal, type TornTail } from './wal-file.ts';

export interface TornFound {
  readonly lostRanges: number;
  readonly lostWrites: number;
}

/** Nothing is sent again: what was acknowledged before the crash must be there after it. */
export const tornLog = (tail: TornTail): Promise<Outcome<TornFound>> => disturbed({ fault: `${tail} ends both WALs` }, async (run) => {
  const first = await run.start();
  await run.finish(first);
  await first.program.kill('SIGKILL');
  for (const thread of threads) tearWal(join(run.directory, `${thread}.db-wal`), tail);
  run.healed();
  const second = await run.start();
  await run.finish(second, []);
  await second.stop();
  const { lostRanges, lostWrites } = await readLeft(run.directory);
  return { lostRanges: lostRanges.length, lostWrites };
});
