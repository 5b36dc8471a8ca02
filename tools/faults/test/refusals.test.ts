/** Real processes against real servers that refuse them. How soon they are told is measured by `npm run verify -- backends`. */
import { clusterUrls } from '@streamforge/testing/cluster-place';
import { describe, expect, it } from 'vitest';
import { allRefusals } from '../src/refusals/all.ts';

describe.skipIf(clusterUrls() === undefined)('a server that lets nobody in', () => {
  it('is told of in one line that names the cause and the fix, whatever the cause', async () => {
    const results = await allRefusals();
    expect(results.length).toBeGreaterThan(40);
    expect(results.flatMap(({ complaints }) => complaints)).toEqual([]);
  }, 600_000);
});
