import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { diskFullWhile } from '@streamforge/testing/fault-hooks';
import { writeAndKill } from '@streamforge/testing/write-and-kill';
import { documentStoreConformance } from '../src/conformance.ts';
import { killBatch } from '../src/conformance/kill-batch.ts';
import { entry, everythingIn, scanned, upTo } from '../src/conformance/samples.ts';
import { openEmbeddedDocumentStore } from '../src/embedded.ts';
import type { DocumentStore } from '../src/port.ts';
import { stateHash } from '../src/state-hash.ts';

const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'streamforge-documents-'));

const writer = fileURLToPath(new URL('killed-writer.ts', import.meta.url));

documentStoreConformance(async () => {
  const directory = await temporary();
  return {
    open: () => openEmbeddedDocumentStore({ directory }),
    dispose: () => rm(directory, { recursive: true, force: true }),
    writeAndKill: (batches, commit) => writeAndKill(writer, directory, batches, { commit, moment: commit % 2 === 0 ? 'before' : 'after' }),
  };
});

describe('a document store in a SQLite file', () => {
  const place = async (): Promise<string> => {
    const directory = await temporary();
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    return directory;
  };
  const bars = (from: number, to: number) => upTo(to - from).map((index) => entry({ order: from + index }));
  const barsIn = async (store: DocumentStore): Promise<number> => (await scanned(store, 'candles', entry({}).series)).length;
  /** A directory as a killed process leaves it: 50 acknowledged batches, all of them in the write-ahead log. */
  const killed = async (): Promise<{ readonly directory: string; readonly wal: string; readonly acknowledged: number }> => {
    const directory = await place();
    const acknowledged = await writeAndKill(writer, directory, 60, { commit: 51, moment: 'before' });
    return { directory, wal: join(directory, 'documents.db-wal'), acknowledged };
  };

  it('loses nothing that was acknowledged to a torn tail of its write-ahead log', async () => {
    const { directory, wal, acknowledged } = await killed();
    expect(acknowledged).toBe(50);
    await writeFile(wal, new Uint8Array(3_000).fill(0xa5), { flag: 'a' });
    const store = await openEmbeddedDocumentStore({ directory });
    expect(await everythingIn(store, 'documents')).toHaveLength(acknowledged * 20 + 1);
    expect(await store.lostWrites()).toBe(0);
    await store.close();
  });

  it('says how many writes a cut of its write-ahead log lost, until they are rebuilt', async () => {
    const { directory, wal, acknowledged } = await killed();
    await truncate(wal, Math.floor((await stat(wal)).size / 2));
    const store = await openEmbeddedDocumentStore({ directory });
    const lost = await store.lostWrites();
    const kept = await everythingIn(store, 'documents');
    const revised = Number(Buffer.from(kept.find(({ id }) => id === 'one')?.body ?? []).toString()) + 1;
    expect(kept.length).toBeGreaterThan(0);
    expect(lost).toBe((acknowledged - revised) * 21);
    await store.upsert('documents', [entry({ series: 'later', id: 'later' })]);
    await store.close();

    const again = await openEmbeddedDocumentStore({ directory });
    expect(await again.lostWrites()).toBe(lost);
    await again.clear('candles');
    expect(await again.lostWrites()).toBe(lost);
    await again.clear('documents');
    expect(await again.lostWrites()).toBe(0);
    await again.close();
  });

  it('says that all was lost when its file went', async () => {
    const directory = await place();
    const store = await openEmbeddedDocumentStore({ directory });
    await store.upsert('candles', bars(0, 100));
    await store.close();
    await rm(join(directory, 'documents.db'));
    const again = await openEmbeddedDocumentStore({ directory });
    expect(await again.lostWrites()).toBe(100);
    await again.close();
  });

  it('acknowledges nothing while the disk is full, and goes on by itself when it is not', async () => {
    const directory = await place();
    const marker = join(directory, 'full');
    const store = await openEmbeddedDocumentStore({ directory, hook: diskFullWhile(marker) });
    await store.upsert('candles', bars(0, 1_000));
    await writeFile(marker, '');
    let acknowledged = 1_000;
    const refusal = await (async () => {
      for (;;) {
        try {
          await store.upsert('candles', bars(acknowledged, acknowledged + 100));
          acknowledged += 100;
        } catch (error) {
          return error;
        }
      }
    })();
    expect(refusal).toMatchObject({ name: 'RetryableError', code: 'DISK_FULL' });
    expect(await barsIn(store)).toBe(acknowledged);
    await rm(marker);
    const retried = async (): Promise<void> => {
      try {
        await store.upsert('candles', bars(acknowledged, acknowledged + 100));
      } catch {
        await retried();
      }
    };
    await retried();
    expect(await barsIn(store)).toBe(acknowledged + 100);
    expect(await store.series('candles', { limit: 1 })).toMatchObject([{ count: acknowledged + 100, last: acknowledged + 99 }]);
    await store.close();
  });

  it('reads on while writes are under way', async () => {
    const directory = await place();
    const store = await openEmbeddedDocumentStore({ directory, groupCommitMs: 0, cacheBytes: 1_048_576 });
    await store.upsert('candles', bars(0, 5_000));
    const writing = Promise.all(upTo(20).map((turn) => store.upsert('candles', bars(5_000 + turn * 500, 5_500 + turn * 500))));
    const seen = await barsIn(store);
    await writing;
    expect(seen).toBeGreaterThanOrEqual(5_000);
    expect(await barsIn(store)).toBe(15_000);
    await store.close();
  });

  it('refuses what comes after it was closed, and commits what came before', async () => {
    const directory = await place();
    const store = await openEmbeddedDocumentStore({ directory });
    const written = store.upsert('candles', bars(0, 10));
    await store.close();
    expect(await written).toHaveLength(10);
    await expect(store.upsert('candles', bars(0, 1))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(barsIn(store)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('says that its directory or its file can’t be used', async () => {
    const directory = await place();
    const absent = join(directory, 'none');
    await expect(openEmbeddedDocumentStore({ directory: absent })).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
    await writeFile(join(directory, 'documents.db'), 'this is no database, and never was one'.repeat(100));
    await expect(openEmbeddedDocumentStore({ directory })).rejects.toMatchObject({ code: 'DATA_DAMAGED' });
    expect((await readdir(directory)).filter((name) => name.endsWith('-wal'))).toEqual([]);
  });

  it('has one state whether its writer was killed or not', async () => {
    const { directory } = await killed();
    const once = await openEmbeddedDocumentStore({ directory: await place() });
    const killedOnce = await openEmbeddedDocumentStore({ directory });
    for (const store of [once, killedOnce]) for (const number of upTo(60)) await store.upsert('documents', killBatch(number));
    expect(await stateHash(killedOnce)).toBe(await stateHash(once));
    await Promise.all([once.close(), killedOnce.close()]);
  });
});
