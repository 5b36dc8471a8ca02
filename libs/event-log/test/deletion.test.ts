import { describe, expect, it } from 'vitest';
import { scratch } from './directory.ts';

describe('an embedded log of many rows that are deleted', () => {
  const { directory, open } = scratch();

  it('reads on from within a row, lets retention go on from there, and counts only what could be read', async () => {
    const place = await directory();
    const at = (offset: number) => ({ topic: 't', partition: 0, offset });
    const first = await open(place);
    await first.apply([{ name: 't', partitions: 1, retentionMs: 1_000 }]);
    // One row for every call that is awaited: more rows than one deletion takes.
    for (let row = 0; row < 600; row += 1) await first.produce('t', [{ key: null, value: 'a' }, { key: null, value: 'b' }]);
    await first.deleteBefore([at(1_101)]);
    expect(await first.offsets('t')).toEqual([{ topic: 't', partition: 0, start: 1_101, end: 1_200 }]);
    await first.close();
    const log = await open(place);
    expect(await log.offsets('t')).toEqual([{ topic: 't', partition: 0, start: 1_101, end: 1_200 }]);
    const read = await log.read(at(0), { maxRecords: 1_000, maxBytes: 1_048_576 });
    expect([read[0]?.offset, read.length]).toEqual([1_101, 99]);
    await log.seek('slow', [at(1_102)]);
    expect(await log.retain(Date.now() + 1_000_000)).toBe(1);
    await log.seek('slow', [at(1_200)]);
    expect(await log.retain(Date.now() + 1_000_000)).toBe(98);
    expect(await log.offsets('t')).toEqual([{ topic: 't', partition: 0, start: 1_200, end: 1_200 }]);
  });
});
