import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHighWater } from '../src/high-water.ts';

describe('a high-water file', () => {
  let directory: string;
  let path: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mark-'));
    path = join(directory, 'mark');
  });
  afterEach(() => rm(directory, { recursive: true }));
  const keep = (...marks: readonly string[]): void => {
    const file = openHighWater(path);
    for (const mark of marks) file.write(Buffer.from(mark));
    file.close();
  };
  const kept = (): string | undefined => {
    const file = openHighWater(path);
    file.close();
    return file.mark === undefined ? undefined : Buffer.from(file.mark).toString();
  };

  it('keeps the newest mark, also one that outgrew its slot', () => {
    expect(kept()).toBeUndefined();
    keep('a', 'b', 'c');
    expect(kept()).toBe('c');
    keep('d'.repeat(5_000));
    expect(kept()).toBe('d'.repeat(5_000));
    keep('e');
    expect(kept()).toBe('e');
  });

  it('falls back on the other slot when the newest was torn', async () => {
    keep('first', 'second');
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.indexOf('second')) ^ 1, bytes.indexOf('second'));
    await writeFile(path, bytes);
    expect(kept()).toBe('first');
  });

  it('starts anew on a file it does not know', async () => {
    await writeFile(path, 'something else entirely');
    expect(kept()).toBeUndefined();
    keep('a');
    expect(kept()).toBe('a');
  });
});
