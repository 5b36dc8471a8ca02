/** What a person reads when a command can't begin: one line of complaint with code and fix, an exit code, no stack. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mulberry32 } from '@streamforge/determinism/random';
import { runCommand, startCommand, type CommandEnded } from './command-line.ts';
import { inScratch } from './scratch.ts';

export interface RefusedStart {
  readonly what: string;
  readonly ended: CommandEnded;
  /** What is wrong with how it ended; empty when a person is served well. */
  readonly complaints: readonly string[];
}

const stack = /\n\s+at |node:internal|\.ts:\d/;

const judged = (what: string, expected: RegExp, exitCode: number, ended: CommandEnded): RefusedStart => {
  const { code, stdout, stderr } = ended;
  const [line = '', ...more] = stderr.split('\n').filter((each) => each.startsWith('error '));
  return {
    what, ended,
    complaints: [
      ...code === exitCode ? [] : [`${what}: exit code ${code}, not ${exitCode}`],
      ...more.length === 0 ? [] : [`${what}: complains more than once: ${stderr}`],
      ...expected.test(line) && / Fix: \S/.test(line) ? [] : [`${what}: does not say what is wrong and what to do: ${stderr}`],
      ...stack.test(stderr) || stack.test(stdout) ? [`${what}: shows a stack`] : [],
    ],
  };
};

const CANNOT_START = 6;
const FILE = 7;

/** A second process on the directory, and a platform on a port that is taken. */
export const refusedPlatforms = (): Promise<readonly RefusedStart[]> => inScratch(async (directory) => {
  const first = startCommand(join(directory, 'first'), ['up', '--port', '0']);
  await first.saw(/runs at/);
  const second = await runCommand(join(directory, 'first'), ['up', '--port', '0']);
  await first.kill('SIGTERM');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const taken = await runCommand(join(directory, 'second'), ['up', '--port', String(port)]);
  server.close();
  return [
    judged('a second process on the directory', new RegExp(`^error DATA_DIRECTORY_IN_USE: .*\\b${first.pid}\\b`), CANNOT_START, second),
    judged('a port in use', new RegExp(`^error PORT_IN_USE: .*\\b${port}\\b`), CANNOT_START, taken),
  ];
});

interface UnreadableFile {
  readonly what: string;
  readonly name: string;
  readonly make: (path: string) => void;
  /** A command that takes away what would let the command line read it anyway. */
  readonly under?: readonly string[];
}

const header = 'open_time,open,high,low,close,volume\n';
const row = '1704067200000,42283.58,42298.62,42261.02,42298.61,35.92724\n';
const zipped = gzipSync(header + row.repeat(2_000));
const wrongChecksum = Buffer.from(zipped).fill(0, zipped.length - 8);
const noise = (bytes: number): Buffer => {
  const random = mulberry32(7);
  return Buffer.from(Array.from({ length: bytes }, () => Math.floor(random() * 256)));
};

/** Root reads everything unless it lays these capabilities down. */
const withoutOverride = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search', '--inh-caps', '-dac_override,-dac_read_search'];
const isRoot = process.getuid?.() === 0;
const mayBeShutOut = !isRoot || spawnSync(withoutOverride[0] ?? '', [...withoutOverride.slice(1), 'true']).status === 0;

const unreadable: readonly UnreadableFile[] = [
  { what: 'a missing file', name: 'missing_1m.csv', make: () => undefined },
  { what: 'a directory', name: 'folder_1m.csv', make: (path) => mkdirSync(path) },
  ...mayBeShutOut ? [{
    what: 'a file without permission', name: 'shut_1m.csv', under: isRoot ? withoutOverride : [],
    make: (path: string): void => {
      writeFileSync(path, header + row);
      chmodSync(path, 0);
    },
  }] : [],
  { what: 'gzip that ends too early', name: 'cut_1m.csv.gz', make: (path) => writeFileSync(path, zipped.subarray(0, zipped.length / 2)) },
  { what: 'gzip with a wrong checksum', name: 'wrong_1m.csv.gz', make: (path) => writeFileSync(path, wrongChecksum) },
  { what: 'no gzip behind the name', name: 'plain_1m.csv.gz', make: (path) => writeFileSync(path, noise(5_000)) },
  { what: 'binary garbage', name: 'garbage_1m.csv', make: (path) => writeFileSync(path, noise(50_000)) },
  { what: 'an empty file', name: 'empty_1m.csv', make: (path) => writeFileSync(path, '') },
];

/** Replays of files that can't be read. */
export const refusedFiles = (): Promise<readonly RefusedStart[]> => inScratch(async (directory) => {
  const results: RefusedStart[] = [];
  for (const { what, name, make, under = [] } of unreadable) {
    const path = join(directory, name);
    make(path);
    const ended = await runCommand(join(directory, 'data'), ['replay', path, '--symbol', 'TEST', '--interval', '1m'], { under });
    results.push(judged(what, new RegExp(`^error FILE_\\w+: .*${name}`), FILE, ended));
  }
  return results;
});
