/**
 * Real processes against real servers that refuse them: each cause once. All of them, and how soon they are told, are measured by
 * `npm run verify -- backends`.
 */
import { clusterUrls } from '@streamforge/testing/cluster-place';
import { describe, expect, it } from 'vitest';
import { allRefusals } from '../src/refusals/all.ts';

const eachCause = /^wrong password|^expired certificate|^(topics|group|topic write) not granted|^missing topics|^more copies|where Kafka should be/;

describe.skipIf(clusterUrls() === undefined)('a server that lets nobody in', () => {
  it('is told of in one line that names the cause and the fix, whatever the cause', async () => {
    const results = await allRefusals({ only: eachCause });
    expect(results.length).toBeGreaterThanOrEqual(10);
    expect(results.flatMap(({ complaints }) => complaints)).toEqual([]);
  }, 300_000);
});
