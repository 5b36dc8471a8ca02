import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectStoreConformance } from '../src/conformance.ts';
import { openEmbeddedObjectStore } from '../src/embedded.ts';
import type { ObjectStore } from '../src/port.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'streamforge-objects-'));

objectStoreConformance(async () => {
  const directory = join(await temporary(), 'objects');
  return { open: () => openEmbeddedObjectStore({ directory }), dispose: () => rm(directory, { recursive: true, force: true }) };
});

describe('an object store in a directory', () => {
  let directory: string;
  let store: ObjectStore;
  beforeEach(async () => {
    directory = await temporary();
    store = await openEmbeddedObjectStore({ directory });
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  const fileOf = async (folder: string): Promise<string> => join(directory, folder, (await readdir(join(directory, folder)))[0] ?? '');

  it('keeps a body as a plain file under its key', async () => {
    const { sha256 } = await store.put('models/x/config.json', bytes('{}'));
    expect(await readFile(join(directory, 'models', 'x', `config.json@${sha256}`), 'utf8')).toBe('{}');
  });

  it.each(['longer', 'shorter', 'changed'] as const)('says so at the end of a body that became %s', async (damage) => {
    await store.put('a/b', bytes('the body'));
    const file = await fileOf('a');
    await ({ longer: () => appendFile(file, '!'), shorter: () => truncate(file, 3), changed: () => writeFile(file, 'THE BODY') })[damage]();
    const body = await store.get('a/b');
    await expect(Array.fromAsync(body ?? [])).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
  });

  it('follows no symbolic link, neither of an object nor of a folder', async () => {
    const outside = await temporary();
    const { sha256 } = await store.put('real/a', bytes('x'));
    await writeFile(join(outside, `b@${sha256}`), 'x');
    await symlink(join(outside, `b@${sha256}`), join(directory, 'real', `b@${sha256}`));
    await symlink(outside, join(directory, 'linked'));
    expect(await store.get('real/b')).toBeUndefined();
    expect(await store.get('linked/b')).toBeUndefined();
    expect((await Array.fromAsync(store.list(''))).map(({ key }) => key)).toEqual(['real/a']);
    expect(await Array.fromAsync(store.list('linked/'))).toEqual([]);
    await expect(store.put('linked/c', bytes('x'))).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
    await store.remove('linked/b');
    expect(await readdir(outside)).toEqual([`b@${sha256}`]);
    await rm(outside, { recursive: true });
  });

  it('looks past files that are not its own', async () => {
    await store.put('a/b', bytes('x'));
    await writeFile(join(directory, 'a', 'README.txt'), 'x');
    await writeFile(join(directory, 'a', 'c@short'), 'x');
    await mkdir(join(directory, 'a', '.git'));
    expect((await Array.fromAsync(store.list(''))).map(({ key }) => key)).toEqual(['a/b']);
    expect(await store.head('a/c')).toBeUndefined();
  });

  it('says so when an object goes while it is read', async () => {
    await store.put('a', bytes('x'));
    const body = await store.get('a');
    await store.remove('a');
    await expect(Array.fromAsync(body ?? [])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('has nothing of a writer that was killed in the middle, and clears what it left', async () => {
    const program = fileURLToPath(new URL('endless-writer.ts', import.meta.url));
    const writer = spawn(process.execPath, [program, directory], { stdio: 'ignore' });
    const incoming = join(directory, '.incoming');
    while ((await stat(join(incoming, '1')).catch(() => undefined))?.size === undefined) await setTimeout(20);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    expect(await readdir(incoming)).toHaveLength(1);
    expect(await Array.fromAsync(store.list(''))).toEqual([]);
    const again = await openEmbeddedObjectStore({ directory });
    expect(await readdir(incoming)).toEqual([]);
    expect(await again.head('endless')).toBeUndefined();
    expect(await again.put('endless', bytes('whole'))).toMatchObject({ bytes: 5 });
  });

  it('leaves no temporary file behind, whatever became of the body', async () => {
    await store.put('a', bytes('x'));
    await store.put('a', bytes('x'));
    await store.put('a', bytes('y')).catch(() => {});
    expect(await readdir(join(directory, '.incoming'))).toEqual([]);
  });

  it('says that its directory can’t be used', async () => {
    await writeFile(join(directory, 'file'), '');
    const unusable = { code: 'DATA_DIRECTORY_UNUSABLE' };
    await expect(openEmbeddedObjectStore({ directory: join(directory, 'file') })).rejects.toMatchObject(unusable);
    await rm(directory, { recursive: true });
    await expect(store.ping()).rejects.toMatchObject(unusable);
    await expect(store.put('a', bytes('x'))).rejects.toMatchObject(unusable);
    expect(await store.head('a')).toBeUndefined();
  });

  it.skipIf(process.getuid?.() === 0)('says that a folder of it can’t be read', async () => {
    await store.put('a/b', bytes('x'));
    await chmod(join(directory, 'a'), 0);
    await expect(store.head('a/b')).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
    await chmod(join(directory, 'a'), 0o755);
  });
});
