import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Target } from './http/load.ts';

/** The command line’s `up` in a process of its own, measured from outside. */
export interface Up extends Target {
  readonly pid: number;
  /** From the start of the process until `/readyz` said so, seconds. */
  readonly startSeconds: number;
  readonly began: number;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../../..');

/** The words of `npm run streamforge` without Node itself: what is measured is started as a user starts it. */
const commandWords = (): readonly string[] => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { streamforge: string } };
  return scripts.streamforge.split(' ').slice(1);
};

/** How much of what the platform said last is kept, to be shown when it does not start. */
const SAID_CHARACTERS = 2_000;

/** Starts `streamforge up` on a free port over `directory`, with these settings besides, and waits until it is ready. */
export const startUp = async (directory: string, words: readonly string[] = [], settings: Readonly<Record<string, string>> = {}): Promise<Up> => {
  const began = performance.now();
  const child = spawn(process.execPath, [...commandWords(), 'up', '--data', directory, '--port', '0', ...words], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-SAID_CHARACTERS)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`streamforge up ended with ${child.exitCode}: ${said}`);
    const target = runFile(directory);
    const ready = target === undefined ? undefined : await fetch(`${target.address}/readyz`).catch(() => undefined);
    if (target !== undefined && ready?.ok === true) {
      return {
        ...target, began, pid: child.pid ?? 0, startSeconds: (performance.now() - began) / 1_000,
        stop: async () => {
          child.kill('SIGTERM');
          await ended;
        },
      };
    }
    await pause(10);
  }
};

const runFile = (directory: string): Target | undefined => {
  try {
    return JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8')) as Target;
  } catch {
    return undefined;
  }
};

/** Resident set of a process in bytes, from Linux's /proc. */
export const residentBytes = (pid: number): number => {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1_024;
};

/** The platform's metrics page. */
export const scrape = async ({ address, token }: Target): Promise<string> =>
  await (await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();

/** Value of one line of it, 0 when there is none yet. */
export const valueOf = (text: string, name: string): number => {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
};

/** A quantile of a histogram without labels, between its buckets as Prometheus reckons it; `before` is an earlier scrape to subtract. */
export const quantileOf = (text: string, name: string, share: number, before = ''): number => {
  const counts = (page: string): readonly (readonly [bound: number, count: number])[] =>
    [...page.matchAll(new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\d+)$`, 'gm'))].map(([, bound, count]) => [bound === '+Inf' ? Infinity : Number(bound), Number(count)]);
  const earlier = new Map(counts(before));
  const buckets = counts(text).map(([bound, count]) => [bound, count - (earlier.get(bound) ?? 0)] as const);
  const wanted = share * (buckets.at(-1)?.[1] ?? 0);
  let [lower, below] = [0, 0];
  for (const [bound, count] of buckets) {
    if (count >= wanted) return bound === Infinity ? Infinity : lower + (bound - lower) * (wanted - below) / Math.max(1, count - below);
    [lower, below] = [bound, count];
  }
  return Number.NaN;
};
