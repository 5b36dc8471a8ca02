import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProgram } from '../src/child-process.ts';
import { countCommits, diskFullWhile, killAt, killPoints } from '../src/fault-hooks.ts';

describe('the fault hooks', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'streamforge-hooks-'));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it.each(['before', 'after'] as const)('kill the process from a worker thread, %s its third commit', async (moment) => {
    const hook = killAt({ commit: 3, moment });
    await writeFile(join(folder, 'commits.mts'), `
      import { writeSync } from 'node:fs';
      import { Worker, isMainThread } from 'node:worker_threads';
      if (isMainThread) {
        new Worker(new URL(import.meta.url));
      } else {
        const { beforeCommit, afterCommit } = await import(${JSON.stringify(hook.href)});
        for (let n = 1; n <= 5; n += 1) {
          beforeCommit(n);
          writeSync(1, 'durable ' + n + '\\n');
          afterCommit(n);
          writeSync(1, 'acknowledged ' + n + '\\n');
        }
      }
    `);
    const child = startProgram(join(folder, 'commits.mts'), []);
    expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(child.stdout().trimEnd().split('\n').at(-1)).toBe(moment === 'before' ? 'acknowledged 2' : 'durable 3');
  });

  it('fill the disk while a file exists, and heal it when the file is gone', async () => {
    const marker = join(folder, 'full');
    const { opened } = await import(diskFullWhile(marker).href) as { readonly opened: (db: DatabaseSync) => void };
    const db = new DatabaseSync(join(folder, 'some.db'));
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (body BLOB)');
    opened(db);
    const write = (): unknown => db.exec('INSERT INTO t VALUES (zeroblob(100000))');
    write();
    await writeFile(marker, '');
    await after(100);
    expect(write).toThrow('database or disk is full');
    await rm(marker);
    await after(100);
    write();
    expect(db.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 2 });
    db.close();
  });

  it('count durable writes', async () => {
    const file = join(folder, 'commits');
    const { afterCommit } = await import(countCommits(file).href) as { readonly afterCommit: (commit: number) => void };
    afterCommit(41);
    afterCommit(42);
    expect(await readFile(file, 'utf8')).toBe('42');
  });

  it('choose the same different kill points for the same seed', () => {
    const points = killPoints(7, 10, 40);
    expect(points).toEqual(killPoints(7, 10, 40));
    expect(new Set(points.map(({ commit, moment }) => `${commit}${moment}`)).size).toBe(10);
    expect(points.every(({ commit }) => commit >= 1 && commit <= 40)).toBe(true);
    expect(killPoints(8, 10, 40)).not.toEqual(points);
    expect(killPoints(1, 10, 2)).toHaveLength(4);
  });
});
