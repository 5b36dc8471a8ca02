import { expect, it } from 'vitest';
import { fullDisk } from '../src/full-disk.ts';

it('acknowledges nothing it can’t keep while the disk is full, says so, and goes on by itself', async () => {
  const { complaints, found } = await fullDisk();
  expect(complaints).toEqual([]);
  expect(found.answers).toContain('507 DISK_FULL');
  expect(found.reason).toMatch(/disk is full/i);
  expect(found).toMatchObject({ readyAfter: 200, alive: true });
}, 120_000);
