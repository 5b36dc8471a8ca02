import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diskFullWhile } from '@streamforge/testing/fault-hooks';
import { writeAndKill } from '@streamforge/testing/write-and-kill';
import { describe, expect, it, onTestFinished } from 'vitest';
import { vectorStoreConformance } from '../src/conformance.ts';
import { everythingIn, idsOf, likest, moment, randomVector, upTo } from '../src/conformance/samples.ts';
import { openEmbeddedVectorStore } from '../src/embedded.ts';

const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'streamforge-vectors-'));

const writer = fileURLToPath(new URL('killed-writer.ts', import.meta.url));

vectorStoreConformance(async () => {
  const directory = await temporary();
  return {
    open: () => openEmbeddedVectorStore({ directory }),
    dispose: () => rm(directory, { recursive: true, force: true }),
    writeAndKill: (batches, commit) => writeAndKill(writer, directory, batches, { commit, moment: commit % 2 === 0 ? 'before' : 'after' }),
  };
});

describe('a vector store in a SQLite file', () => {
  const place = async (): Promise<string> => {
    const directory = await temporary();
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    return directory;
  };
  const moments = (from: number, to: number) => upTo(to - from).map((at) => moment(`m${from + at}`, randomVector(from + at)));

  it('acknowledges nothing while the disk is full, and goes on by itself when it is not', async () => {
    const directory = await place();
    const marker = join(directory, 'full');
    const store = await openEmbeddedVectorStore({ directory, hook: diskFullWhile(marker) });
    await store.upsert('moments', moments(0, 500));
    await writeFile(marker, '');
    await expect((async () => {
      for (let from = 500; ; from += 500) await store.upsert('moments', moments(from, from + 500));
    })()).rejects.toMatchObject({ name: 'RetryableError', code: 'DISK_FULL' });
    const held = await store.count('moments', 'desk');
    expect((await everythingIn(store, 'moments')).length).toBe(held);
    await rm(marker);
    const retried = async (): Promise<void> => {
      try {
        await store.upsert('moments', moments(0, held + 500));
      } catch {
        await retried();
      }
    };
    await retried();
    expect(await store.count('moments', 'desk')).toBe(held + 500);
    const query = { name: 'window', dense: randomVector(77_777) };
    expect(idsOf(await store.search('moments', { tenant: 'desk', query, limit: 10 }))).toEqual(idsOf(likest(moments(0, held + 500), 'window', query.dense, 10)));
    await store.close();
  });

  it('searches on while writes are under way, and never sees half a call', async () => {
    const store = await openEmbeddedVectorStore({ directory: await place(), groupCommitMs: 0 });
    const writing = Promise.all(upTo(20).map((turn) => store.upsert('moments', moments(turn * 100, turn * 100 + 100))));
    const seen: number[] = [];
    for (const seed of upTo(10)) seen.push((await store.search('moments', { tenant: 'desk', query: { name: 'window', dense: randomVector(seed) }, limit: 1_000 })).length);
    await writing;
    expect(seen.every((count) => count % 100 === 0)).toBe(true);
    expect(await store.count('moments', 'desk')).toBe(2_000);
    await store.close();
  });

  it('refuses what comes after it was closed, and commits what came before', async () => {
    const store = await openEmbeddedVectorStore({ directory: await place() });
    await store.prepare('moments');
    const written = store.upsert('moments', moments(0, 10));
    await Promise.resolve();
    await store.close();
    expect(await written).toHaveLength(10);
    await expect(store.upsert('moments', moments(0, 1))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('says that its directory or its file can’t be used', async () => {
    const directory = await place();
    await expect(openEmbeddedVectorStore({ directory: join(directory, 'none') })).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
    await writeFile(join(directory, 'vectors.db'), 'this is no database, and never was one'.repeat(100));
    await expect(openEmbeddedVectorStore({ directory })).rejects.toMatchObject({ code: 'DATA_DAMAGED' });
  });
});
