import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from '../src/process-identity.ts';
import { exclusively, note, noted, stillRuns, type RunningBackend } from '../src/running.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'running-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const here = (started?: string): RunningBackend => {
  const identity = identityOf(process.pid);
  if (identity === undefined) throw new Error('this process has no identity');
  return { url: 's3://k:s@127.0.0.1:1/b', directory: folder, processes: [{ ...identity, ...started !== undefined && { started }, name: 's3', log: '' }] };
};

describe('the note of what runs', () => {
  it('keeps each backend by itself and forgets one', () => {
    const file = join(folder, 'running.json');
    note('s3', here(), file);
    note('postgres', here(), file);
    note('s3', undefined, file);
    expect(noted(file)).toEqual({ postgres: here() });
  });

  it('is empty when there is none or it can not be read', () => {
    const file = join(folder, 'running.json');
    expect(noted(file)).toEqual({});
    writeFileSync(file, '{ "s3": ');
    expect(noted(file)).toEqual({});
  });

  it('does not take a new process with an old pid for the server', () => {
    expect(stillRuns(here())).toBe(true);
    expect(stillRuns(here('1'))).toBe(false);
    expect(stillRuns(undefined)).toBe(false);
  });
});

describe('two commands at once', () => {
  it('wait for each other', async () => {
    const file = join(folder, 'lock');
    const steps: string[] = [];
    const told: string[] = [];
    await Promise.all(['a', 'b'].map((name) => exclusively((line) => void told.push(line), async () => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      steps.push(`${name} ends`);
    }, file)));
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    expect(told).toEqual([expect.stringContaining(`pid ${process.pid}`)]);
  });

  it('do not wait for one that is gone', async () => {
    const file = join(folder, 'lock');
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: '1' }));
    expect(await exclusively(() => undefined, async () => 'done', file)).toBe('done');
  });
});
