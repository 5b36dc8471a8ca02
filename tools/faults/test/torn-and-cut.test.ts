import { expect, it } from 'vitest';
import { cutDocumentStore, cutEventLog } from '../src/cut-log.ts';
import { tornLog } from '../src/torn-log.ts';
import { tornTails } from '../src/wal-file.ts';

it.each(tornTails)('loses nothing when both write-ahead logs end in %s', async (tail) => {
  expect(await tornLog(tail)).toMatchObject({ complaints: [], found: { lostRanges: 0, lostWrites: 0 } });
}, 120_000);

it('says which records a cut event log lost, never gives their offsets again, and goes on', async () => {
  const { complaints, found } = await cutEventLog();
  expect(complaints).toEqual([]);
  expect(found.lost.length).toBeGreaterThan(0);
  expect(found.lost.some((range) => range.startsWith('market.candles.v1['))).toBe(true);
  expect(found.said).toEqual(found.lost);
  expect(found).toMatchObject({ reused: [], tooShort: [] });
}, 120_000);

it('says that a cut document store lost writes, and gets the same state from the log', async () => {
  const { complaints, found } = await cutDocumentStore();
  expect(complaints).toEqual([]);
  expect(found.said).toMatch(/[1-9]\d* writes of the document store.*rebuild documents/);
  expect(found).toMatchObject({ rebuild: { code: 0 }, lostWrites: 0 });
}, 120_000);
