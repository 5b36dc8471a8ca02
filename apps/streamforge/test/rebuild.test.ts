import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { replayedDirectory } from './replayed-directory.ts';
import { ran, started, temporaryDirectory, type Ended } from './streamforge-process.ts';

const csv = `symbol,open_time,open,high,low,close,volume
BTCUSDT,1704067200000,42283.58,42298.62,42261.02,42298.61,35.92724
BTCUSDT,1704067260000,42298.62,42320.00,42298.61,42320.00,21.16779
`;

describe('rebuild documents', { timeout: 60_000 }, () => {
  const directory = replayedDirectory(csv);
  const data = (file: string): string => join(directory(), 'data', file);
  const rebuild = (...options: readonly string[]): Promise<Ended> => ran(directory(), ['rebuild', 'documents', ...options]);
  const hash = async (): Promise<string> => (await ran(directory(), ['hash'])).out;

  it('keeps the store when the log lost records, and ends when it is forced', async () => {
    const before = await hash();
    const db = new DatabaseSync(data('events.db'));
    db.exec("DELETE FROM batch WHERE partition IN (SELECT id FROM partition WHERE topic = 'market.candles.v1')");
    db.close();
    const refused = await rebuild();
    expect(refused.code).toBe(exitCodes.usage.code);
    expect(refused.err).toMatch(/the log lost \d+ records.*--force/);
    expect(await hash()).toBe(before);
    const forced = await rebuild('--force');
    expect(forced.code, forced.err).toBe(0);
    expect(await hash()).not.toBe(before);
    const lags = (await ran(directory(), ['lag', '--json'])).json() as { lag: number }[];
    expect(lags.every(({ lag }) => lag === 0)).toBe(true);
  });

  it('keeps the store when the log is gone with its mark', async () => {
    const before = await hash();
    for (const file of ['events.db', 'events.db-wal', 'events.db-shm', 'events.high-water']) await rm(data(file), { force: true });
    const { code, err } = await rebuild();
    expect(code).toBe(exitCodes.usage.code);
    expect(err).toContain('the log holds no records and the store is not empty');
    expect(await hash()).toBe(before);
  });

  it('fills the store again to the same state, and verify says so', async () => {
    const before = await hash();
    const { code, out, err } = await rebuild();
    expect(code, err).toBe(0);
    expect(out).toMatch(/^rebuilt +documents from 3 records in .*\nbefore +[0-9a-f]{64}\nafter +[0-9a-f]{64} {2}the same\n$/u);
    expect(await hash()).toBe(before);
    const verified = await ran(directory(), ['verify', 'documents']);
    expect([verified.code, verified.err]).toEqual([0, '']);
    expect(verified.out).toMatch(/^ok {2}documents: \d+ entries against 3 records in /u);
  });

  it('is not needed until verify finds what differs, and mends it', async () => {
    const db = new DatabaseSync(data('documents.db'));
    db.exec("UPDATE entries_candles SET body = CAST(replace(CAST(body AS TEXT), '42298.61', '42298.62') AS BLOB)");
    db.close();
    const differs = await ran(directory(), ['verify', 'documents']);
    expect(differs.code, differs.err).toBe(1);
    expect(differs.out).toMatch(/^STATE_DIFFERS {2}documents: .*differ\n/u);
    expect(differs.out).toMatch(/\n {2}candles \S+:BTCUSDT:1m:published at 1704067\d+ is stored with another body/u);
    expect(differs.out).toContain('streamforge rebuild documents');
    const found = (await ran(directory(), ['verify', 'documents', '--json'])).json();
    const differences = [{ collection: 'candles', what: 'body' }, { what: 'body' }];
    expect(found).toMatchObject({ store: 'documents', ok: false, differences });
    expect((await rebuild()).out).toContain('not the same');
    expect((await ran(directory(), ['verify', 'documents'])).code).toBe(0);
  });

  it('goes on beside a platform that runs', async () => {
    const up = started(directory(), ['up', '--port', '0'], null);
    try {
      await up.shows(/http:\/\/127\.0\.0\.1:\d+/u);
      const before = await hash();
      expect(await rebuild()).toMatchObject({ code: 0, out: expect.stringContaining('the same') as string });
      expect(await hash()).toBe(before);
      expect(await ran(directory(), ['verify', 'documents'])).toMatchObject({ code: 0, out: expect.stringMatching(/^ok/u) as string });
    } finally {
      up.child.kill('SIGTERM');
      await up.ended;
    }
  });

  it('makes no platform of a mistyped directory', async () => {
    const other = await temporaryDirectory();
    const { code, err } = await ran(other, ['rebuild', 'documents']);
    expect(code).toBe(exitCodes.unreachable.code);
    expect(err).toMatch(/^error NOT_RUNNING: .*There is no data directory/);
    expect(await readdir(other)).toEqual([]);
  });
});
