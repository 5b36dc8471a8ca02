import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, copyFile, mkdir, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openThread, type OpenThread, type SqliteThread } from '../src/thread.ts';
import type { JournalOperations } from './journal-program.ts';

const program = new URL('./journal-program.ts', import.meta.url);
const journalChild = join(import.meta.dirname, 'journal-child.ts');
const newerProgram = new URL('./newer-program.ts', import.meta.url);

describe('a SQLite thread', () => {
  let directory: string;
  let file: string;
  const threads: SqliteThread<JournalOperations>[] = [];
  const open = async (options: Partial<OpenThread> = {}): Promise<SqliteThread<JournalOperations>> => {
    const thread = await openThread<JournalOperations>({ file, program, ...options });
    threads.push(thread);
    return thread;
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'thread-'));
    file = join(directory, 'journal.db');
  });
  afterEach(async () => {
    await Promise.all(threads.splice(0).map((thread) => thread.close()));
    await rm(directory, { recursive: true });
  });

  it('has what it acknowledged after it is closed and opened again', async () => {
    const first = await open();
    await Promise.all(['a', 'b', 'c'].map((text) => first.write('add', { text })));
    await first.close();
    expect(await (await open()).read('lines', undefined)).toEqual(['a', 'b', 'c']);
  });

  it('commits what is still open when it is closed', async () => {
    const first = await open({ groupCommitMs: 60_000 });
    const written = first.write('add', { text: 'late' });
    await first.close();
    await expect(written).resolves.toBe(1);
    expect(await (await open()).read('lines', undefined)).toEqual(['late']);
  });

  it.each([1, 3, 10])('has every acknowledged write after the process is killed at commit %i', async (at) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', journalChild, file, String(at)]);
    let printed = '';
    child.stdout.on('data', (bytes: Buffer) => {
      printed += bytes.toString();
    });
    const [, signal] = await once(child, 'close') as [number | null, string];
    expect(signal).toBe('SIGKILL');
    const acknowledged = printed.split('\n').filter((line) => line !== '');
    expect(acknowledged).toHaveLength(at - 1);
    const lines = await (await open()).read('lines', undefined);
    expect(lines.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(lines).toHaveLength(at);
  });

  it('undoes a write that fails and keeps its neighbours', async () => {
    const thread = await open();
    const outcomes = await Promise.allSettled([
      thread.write('add', { text: 'before' }),
      thread.write('addThenFail', { text: 'bad' }),
      thread.write('add', { text: 'after' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { message: 'refused after bad' } });
    expect(await thread.read('lines', undefined)).toEqual(['before', 'after']);
  });

  it('refuses writes while the disk is full and takes them again once there is room', async () => {
    const channel = new BroadcastChannel(directory);
    const resize = (pages: number): Promise<void> => new Promise((resolve) => {
      channel.addEventListener('message', () => resolve(), { once: true });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a channel between threads has no origin
      channel.postMessage(pages);
    });
    const thread = await open({ hook: new URL(`./disk-hook.ts?channel=${encodeURIComponent(directory)}`, import.meta.url) });
    await thread.write('add', { text: 'kept' });
    await resize(3);
    const text = 'x'.repeat(100_000);
    const outcomes = await Promise.allSettled([thread.write('add', { text: 'neighbour' }), thread.write('add', { text })]);
    expect(outcomes[1]).toMatchObject({ reason: { name: 'RetryableError', code: 'DISK_FULL' } });
    await resize(1_000_000);
    await thread.write('add', { text });
    channel.close();
    const kept = outcomes[0].status === 'fulfilled' ? ['kept', 'neighbour', text] : ['kept', text];
    expect(await thread.read('lines', undefined)).toEqual(kept);
  });

  const crashCopy = async (): Promise<string> => {
    const thread = await open();
    await thread.write('add', { text: 'one' });
    await thread.write('add', { text: 'two' });
    const crashed = join(directory, 'crashed.db');
    await copyFile(file, crashed);
    await copyFile(`${file}-wal`, `${crashed}-wal`);
    return crashed;
  };

  it('opens a write-ahead log with garbage after its last frame, losing nothing', async () => {
    const crashed = await crashCopy();
    await appendFile(`${crashed}-wal`, Buffer.alloc(5_000, 7));
    expect(await (await open({ file: crashed })).read('lines', undefined)).toEqual(['one', 'two']);
  });

  it('opens a write-ahead log that was torn inside its last frame', async () => {
    const crashed = await crashCopy();
    await truncate(`${crashed}-wal`, (await stat(`${crashed}-wal`)).size - 100);
    expect(await (await open({ file: crashed })).read('lines', undefined)).toEqual(['one']);
  });

  it('gives back the high-water mark of the last commit', async () => {
    const highWaterFile = join(directory, 'mark');
    const first = await open({ highWaterFile });
    expect((await first.read('opening', undefined)).mark).toBeUndefined();
    await first.write('add', { text: 'a' });
    await first.write('add', { text: 'b' });
    await first.close();
    expect((await (await open({ highWaterFile })).read('opening', undefined)).mark).toBe('2 lines');
  });

  it('applies new migrations once and refuses a file from a newer program', async () => {
    await (await open()).close();
    await (await open({ program: newerProgram })).close();
    await (await open({ program: newerProgram })).close();
    await expect(open()).rejects.toMatchObject({ name: 'TerminalError', code: 'DATA_NEWER' });
  });

  it('says that a file can’t be used', async () => {
    await expect(open({ file: join(directory, 'absent', 'journal.db') })).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
    await mkdir(join(directory, 'folder.db'));
    await expect(open({ file: join(directory, 'folder.db') })).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
    await writeFile(file, 'this is not a database, however long it may be read');
    await expect(open()).rejects.toMatchObject({ name: 'TerminalError', code: 'DATA_DAMAGED' });
  });

  it('reads without writing when it is opened read-only', async () => {
    await (await open()).write('add', { text: 'a' });
    const reader = await open({ readOnly: true });
    expect(await reader.read('lines', undefined)).toEqual(['a']);
    await expect(reader.write('add', { text: 'b' })).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
  });

  it('moves buffers both ways and refuses what can’t cross threads', async () => {
    const thread = await open();
    const bytes = new Uint8Array(1_000);
    expect(await thread.write('size', { bytes }, [bytes.buffer])).toBe(1_000);
    expect(bytes.length).toBe(0);
    expect(new TextDecoder().decode(await thread.read('letters', { count: 3 }))).toBe('aaa');
    await expect(thread.write('add', { text: (() => '') as unknown as string })).rejects.toThrow(/could not be cloned/u);
  });

  it('refuses operations it does not have and all of them after close', async () => {
    const thread = await open();
    await expect(thread.read('absent' as 'lines', undefined)).rejects.toThrow(/no read named absent/u);
    await expect(thread.write('absent' as 'add', { text: '' })).rejects.toThrow(/no write named absent/u);
    await thread.close();
    await thread.close();
    await expect(thread.write('add', { text: '' })).rejects.toMatchObject({ name: 'RetryableError', code: 'STORE_UNAVAILABLE' });
  });
});
