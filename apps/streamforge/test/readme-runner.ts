/** Runs the examples of a page as a reader would, in a copy of the project made of links, with a port of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { missingLine, type Example } from './readme-examples.ts';

/** The port that the page's commands name. */
const PORT_ON_THE_PAGE = '8080';
const PATIENCE_MS = 60_000;

export interface Reader {
  /** Runs one example to its end, or until a background one has shown what it promised; rejects when it does not keep its word. */
  follow(example: Example): Promise<void>;
  close(): Promise<void>;
}

export const openReader = async (project: string): Promise<Reader> => {
  const root = await mkdtemp(join(tmpdir(), 'streamforge-readme-'));
  const directory = join(root, 'streamforge');
  await mkdir(directory);
  for (const name of await readdir(project)) {
    if (name !== 'data' && name !== '.git') await symlink(join(project, name), join(directory, name));
  }
  await symlink(resolve(project, process.env['STREAMFORGE_SHARED'] ?? '../shared'), join(root, 'shared'));
  const port = String(await freePort());
  const background: ChildProcess[] = [];
  return {
    follow: async (example) => {
      const child = spawn('sh', ['-euc', example.script.replaceAll(PORT_ON_THE_PAGE, port)], {
        cwd: directory,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, STREAMFORGE_HTTP_PORT: port, NO_COLOR: '1' },
      });
      if (example.background) background.push(child);
      await kept(child, example);
    },
    close: async () => {
      for (const child of background) await ended(child);
      await rm(root, { recursive: true, force: true });
    },
  };
};

const kept = async (child: ChildProcess, { line, script, expected, background }: Example): Promise<void> => {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { output += text; });
  const failed = (why: string): Error => new Error(`README line ${line}: ${why}\n$ ${script}\n${output}`);
  for (let waited = 0; waited < PATIENCE_MS && child.exitCode === null; waited += 50) {
    if (background && missingLine(expected, output) === undefined) return;
    await sleep(50);
  }
  if (child.exitCode === null) await ended(child);
  if (background || child.exitCode !== 0) throw failed(`ended with ${child.exitCode ?? child.signalCode}`);
  const missing = missingLine(expected, output);
  if (missing !== undefined) throw failed(`does not print "${missing}"`);
};

/** Stops the whole group of a script that the reader started. */
const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  await exit;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
