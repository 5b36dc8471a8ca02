import { open, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { replayedDirectory } from './replayed-directory.ts';
import { ran } from './streamforge-process.ts';

const csv = `symbol,open_time,open,high,low,close,volume
BTCUSDT,1704067200000,42283.58,42298.62,42261.02,42298.61,35.92724
`;

describe('a directory whose database is damaged', { timeout: 60_000 }, () => {
  const directory = replayedDirectory(csv);
  const data = (file: string): string => join(directory(), 'data', file);

  const damagedLog = async (): Promise<void> => {
    const file = await open(data('events.db'), 'r+');
    await file.write(Buffer.alloc(4_096, 0xa5), 0, 4_096, 4_096);
    await file.close();
  };

  it('lets every command end with one line that says which file and what to do', async () => {
    await damagedLog();
    const { code, err } = await ran(directory(), ['hash']);
    expect(code).toBe(exitCodes.cannotStart.code);
    expect(err).toMatch(/^error DATA_DAMAGED: .*malformed.*events\.db.* Fix: Restore the directory from a copy.*\n$/);
  });

  it('lets doctor end, too, unhealthy', async () => {
    await damagedLog();
    const { code, out } = await ran(directory(), ['doctor']);
    expect(code).toBe(exitCodes.unhealthy.code);
    expect(out).toMatch(/wrong .*DATA_DAMAGED.*events\.db/);
  });

  it('has its documents again after they are deleted and rebuilt, as the advice says', async () => {
    const before = (await ran(directory(), ['hash'])).out;
    await truncate(data('documents.db'), 5_000);
    const { code, err } = await ran(directory(), ['hash']);
    expect(code).toBe(exitCodes.cannotStart.code);
    expect(err).toMatch(/^error DATA_DAMAGED: .*documents\.db.*rebuild documents/);
    for (const file of ['documents.db', 'documents.db-wal', 'documents.db-shm']) await rm(data(file), { force: true });
    const rebuilt = await ran(directory(), ['rebuild', 'documents']);
    expect(rebuilt.code, rebuilt.err).toBe(0);
    expect((await ran(directory(), ['hash'])).out).toBe(before);
  });
});
