import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { alone } from '../src/alone.ts';

let file: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'alone-'));
  file = join(folder, 'tool.lock');
  return async () => await rm(folder, { recursive: true, force: true });
});

describe('what only one process may do at a time', () => {
  it('is done one after the other, also after one that failed', async () => {
    const steps: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      steps.push(`${name} begins`);
      await pause(5);
      steps.push(`${name} ends`);
      if (name === 'a') throw new Error('no network');
    };
    const results = await Promise.allSettled([alone(file, work('a')), alone(file, work('b'))]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect([steps[0]?.[0], steps[2]?.[0]]).toEqual([steps[1]?.[0], steps[3]?.[0]]);
    expect(steps).toHaveLength(4);
  });

  it('is not held up by a process that ended', async () => {
    await writeFile(file, JSON.stringify({ pid: process.pid, started: 'long ago' }));
    expect(await alone(file, async () => await Promise.resolve('done'))).toBe('done');
  });
});
