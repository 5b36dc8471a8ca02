import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProgram } from '../src/child-process.ts';
import { freePort } from '../src/free-port.ts';

describe('a child program', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'streamforge-child-'));
    file = join(folder, 'program.mts');
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it('is waited for by what it writes, and ended by a signal', async () => {
    await writeFile(file, "process.stderr.write(`ready on ${process.argv[2]}\\n`); setInterval(() => undefined, 1000);");
    const child = startProgram(file, ['8080']);
    expect((await child.saw(/ready on (\d+)/))[1]).toBe('8080');
    expect(await child.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('that ends too early says so with its output', async () => {
    await writeFile(file, "console.log('the port is taken'); process.exitCode = 3;");
    const child = startProgram(file, []);
    await expect(child.saw(/ready/)).rejects.toThrow('the port is taken');
    expect(await child.ended).toEqual({ code: 3, signal: null });
  });
});

describe('a free port', () => {
  it('can be listened on', async () => {
    const server = createServer().listen(await freePort(), '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { readonly port: number };
    const client = connect(port, '127.0.0.1');
    await once(client, 'connect');
    client.destroy();
    server.close();
    expect(port).toBeGreaterThan(0);
  });
});
