/**
 * The least that `npm ci` and a service need of an operating system, taken from this machine: Node, npm, a shell, the libraries they load
 * and the certificates they trust. It stands in for the official Node image where no image can be pulled.
 */
import { cp, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from './run-command.ts';

const authorities = '/etc/ssl/certs/ca-certificates.crt';

/** Absolute paths of the shared libraries of a program, its loader among them. */
const librariesOf = async (program: string): Promise<readonly string[]> => {
  const lines = (await runCommand(['ldd', program])).split('\n');
  return lines.map((line) => /(?:=>\s+)?(?<path>\/\S+) \(0x/.exec(line)?.groups?.['path']).filter((path) => path !== undefined);
};

/** The folder of the npm that is on the path. */
const npmFolder = async (): Promise<string> => dirname(dirname(await realpath((await runCommand(['sh', '-c', 'command -v npm'])).trim())));

/** Fills an empty directory. The Node in it is the one that runs this. */
export const makeNodeRootfs = async (directory: string): Promise<void> => {
  const programs = [[process.execPath, '/usr/local/bin/node'], ['/bin/sh', '/bin/sh'], ['/usr/bin/env', '/usr/bin/env']] as const;
  const libraries = new Set((await Promise.all(programs.map(([program]) => librariesOf(program)))).flat());
  const copies = [...programs, ...[...libraries].map((path) => [path, path] as const), [authorities, authorities] as const];
  for (const [from, to] of copies) {
    await mkdir(dirname(join(directory, to)), { recursive: true });
    await cp(await realpath(from), join(directory, to));
  }
  const npm = '/usr/local/lib/node_modules/npm';
  await cp(await npmFolder(), join(directory, npm), { recursive: true });
  await writeFile(join(directory, '/usr/local/bin/npm'), `#!/bin/sh\nexec node ${npm}/bin/npm-cli.js "$@"\n`, { mode: 0o755 });
  for (const name of ['root', 'tmp', 'proc', 'dev', 'sys', 'var/tmp']) await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  await writeFile(join(directory, 'etc/group'), 'root:x:0:\n');
  // Names are looked up as on this machine.
  for (const name of ['nsswitch.conf', 'hosts']) {
    await writeFile(join(directory, 'etc', name), await readFile(join('/etc', name), 'utf8').catch(() => ''));
  }
};
