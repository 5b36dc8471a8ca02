import { expect, it } from 'vitest';
import { forcedStop, frozen, stopAtLoad } from '../src/stops.ts';

it('drains on SIGTERM at load and loses nothing', async () => {
  const { complaints, found } = await stopAtLoad();
  expect(complaints).toEqual([]);
  expect(found).toMatchObject({ exitCode: 0, forced: false });
  expect(found.unacknowledged).toBeGreaterThan(0);
}, 120_000);

it('ends on a second SIGTERM while a store can’t write, and loses nothing', async () => {
  const { complaints, found } = await forcedStop();
  expect(complaints).toEqual([]);
  expect(found.forced).toBe(true);
}, 120_000);

it('goes on after SIGSTOP as if nothing had been', async () => {
  expect(await frozen(3)).toMatchObject({ complaints: [], found: { unacknowledged: 0 } });
}, 120_000);
