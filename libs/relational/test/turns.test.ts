import type { Transaction } from '../src/port.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nothing, steps, type Tables } from '../src/conformance/subject.ts';
import { openEmbeddedRelational } from '../src/embedded.ts';
import type { Relational } from '../src/port.ts';

describe('one writing transaction at a time', () => {
  let directory: string;
  let port: Relational;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'streamforge-relational-'));
    port = await openEmbeddedRelational({ directory, waitMs: 300, idleMs: 600 });
    await port.migrate('conformance', steps);
  });
  afterEach(async () => {
    await port.close();
    await rm(directory, { recursive: true, force: true });
  });
  const unavailable = { code: 'STORE_UNAVAILABLE', name: 'RetryableError' };
  const ids = () => port.query<Tables>().selectFrom('things').select('id').execute();
  const insert = (id: string) => port.query<Tables>().insertInto('things').values({ id, ...nothing }).execute();

  it('waits for the other no longer than its limit; readers do not wait', async () => {
    const inside = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const holding = port.transaction(async (trx: Transaction<Tables>) => {
      await trx.insertInto('things').values({ id: 'a', ...nothing }).execute();
      inside.resolve();
      await end.promise;
    });
    await inside.promise;
    expect(await ids()).toEqual([]);
    await expect(insert('b')).rejects.toMatchObject(unavailable);
    end.resolve();
    await holding;
    await insert('c');
    expect(await ids()).toEqual([{ id: 'a' }, { id: 'c' }]);
  });

  it('gives up a transaction that asks for nothing, and lets the others go on', async () => {
    const late = port.transaction(async (trx: Transaction<Tables>) => {
      await trx.insertInto('things').values({ id: 'a', ...nothing }).execute();
      await after(1_200);
      await trx.insertInto('things').values({ id: 'b', ...nothing }).execute();
    });
    const meanwhile = after(800).then(() => insert('c'));
    await Promise.all([expect(late).rejects.toMatchObject(unavailable), meanwhile]);
    expect(await ids()).toEqual([{ id: 'c' }]);
  });

  it('refuses those that wait when it closes', async () => {
    const inside = Promise.withResolvers<void>();
    const holding = port.transaction(async (trx: Transaction<Tables>) => {
      inside.resolve();
      await after(50);
      await trx.insertInto('things').values({ id: 'a', ...nothing }).execute();
    });
    await inside.promise;
    const waiting = insert('b');
    await Promise.all([expect(waiting).rejects.toMatchObject(unavailable), port.close(), holding]);
  });

  it('has neither kinds of isolation nor streams of rows', async () => {
    const things = port.query<Tables>();
    await expect(things.transaction().setIsolationLevel('serializable').execute(() => Promise.resolve())).rejects.toThrow('WHERE');
    await expect(Array.fromAsync(things.selectFrom('things').selectAll().stream())).rejects.toThrow('key');
  });
});
