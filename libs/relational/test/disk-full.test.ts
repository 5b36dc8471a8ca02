import { diskFullWhile } from '@streamforge/testing/fault-hooks';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nothing, steps, type Tables } from '../src/conformance/subject.ts';
import { openEmbeddedRelational } from '../src/embedded.ts';
import type { Relational, Transaction } from '../src/port.ts';

describe('while the disk is full', () => {
  let directory: string;
  let marker: string;
  let port: Relational;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'streamforge-relational-'));
    marker = join(directory, 'full');
    port = await openEmbeddedRelational({ directory, hook: diskFullWhile(marker) });
    await port.migrate('conformance', steps);
  });
  afterEach(async () => {
    await port.close();
    await rm(directory, { recursive: true, force: true });
  });
  const body = JSON.stringify('x'.repeat(20_000));
  const fill = (trx: Transaction<Tables>, from: number) =>
    trx.insertInto('things').values(Array.from({ length: 100 }, (_, index) => ({ ...nothing, id: `${from + index}`, body }))).execute();
  const count = async () => (await port.query<Tables>().selectFrom('things').select('id').execute()).length;

  it('a transaction is refused whole, reads go on, and writes too once there is room', async () => {
    let from = 0;
    const write = () => port.transaction((trx: Transaction<Tables>) => fill(trx, from += 100)).then(() => 'stored', (error: { code: string }) => error.code);
    expect(await write()).toBe('stored');
    await writeFile(marker, '');
    await expect.poll(write).toBe('DISK_FULL');
    const stored = await count();
    expect([await write(), stored % 100]).toEqual(['DISK_FULL', 0]);
    await rm(marker);
    await expect.poll(write).toBe('stored');
    expect(await count()).toBe(stored + 100);
  });
});
