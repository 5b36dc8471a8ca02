import { join } from 'node:path';
import { startProgram } from '@streamforge/testing/child-process';
import { killAt, killPoints } from '@streamforge/testing/fault-hooks';
import { describe, expect, it } from 'vitest';
import { readAll, valuesOf } from '../src/conformance/subject.ts';
import { scratch } from './directory.ts';

describe('an embedded log whose process is killed', () => {
  const { directory, open } = scratch();

  it.each(killPoints(3, 5, 40))('$moment commit $commit has all it acknowledged and goes on', async (point) => {
    const at = await directory();
    const child = startProgram(join(import.meta.dirname, 'producing-child.ts'), [at, killAt(point).href]);
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
    const acknowledged = child.stdout().split('\n').filter((line) => line !== '');
    const log = await open(at);
    await log.apply([{ name: 'numbers', partitions: 3, retentionMs: null }]);
    const stored = new Set(valuesOf(await readAll(log, 'numbers')));
    for (const number of acknowledged) expect(stored).toContain(number);
    expect(stored.size - acknowledged.length).toBeLessThanOrEqual(1);
    expect(await log.lostRanges()).toEqual([]);
    const ends = await log.offsets('numbers');
    const [next] = await log.produce('numbers', [{ key: null, value: 'next', partition: 0 }]);
    expect(next?.offset).toBe(ends[0]?.end);
  });
});
