/** How fast and how small the platform is, beside bare loops measured in the same run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { residentBytes, startUp } from '@streamforge/bench/platform';
import type { Figure } from '@streamforge/figures/figure';
import { run as ingest } from '@streamforge/bench/benches/ingest';
import { run as http } from '@streamforge/bench/benches/http';
import { run as log } from '@streamforge/bench/benches/log';
import { figuresOf } from '../../src/of-bench.ts';

const IDLE_MS = 10_000;

const started = async (): Promise<{ readonly startSeconds: number; readonly idleBytes: number }> => {
  const directory = mkdtempSync(join(tmpdir(), 'idle-'));
  const up = await startUp(directory, ['--services', 'gateway,ingest']);
  try {
    await pause(IDLE_MS);
    return { startSeconds: up.startSeconds, idleBytes: residentBytes(up.pid) };
  } finally {
    await up.stop();
    rmSync(directory, { recursive: true });
  }
};

let idle: ReturnType<typeof started> | undefined;
const whenStarted = (): ReturnType<typeof started> => idle ??= started();

export const figures: readonly Figure[] = [
  {
    name: 'start to ready',
    bar: 'less than 2 s',
    measure: async () => {
      const { startSeconds } = await whenStarted();
      return { measured: `${startSeconds.toFixed(2)} s`, ok: startSeconds < 2 };
    },
  },
  {
    name: 'memory when idle',
    bar: 'less than 200 MB',
    measure: async () => {
      const { idleBytes } = await whenStarted();
      return { measured: `${Math.round(idleBytes / 1e6)} MB`, ok: idleBytes < 200e6 };
    },
  },
  ...figuresOf(ingest, [
    ['bare loop', 'at least 20,000/s, or the run is void'],
    ['ingest against the bare loop', 'at least 0.6'],
    ['memory while replaying', 'less than 500 MB'],
    ['event-loop delay p99 while replaying', 'less than 25 ms'],
    ['slowest /healthz while replaying', 'answers within 1 s'],
  ]),
  ...figuresOf(log, [['500 producers at the log without a pause, acknowledgement p50', 'less than 10 ms']]),
  ...figuresOf(http, [
    ['HTTP produce in batches of 500', 'at least 0.5'],
    ['500 producers at once, acknowledgement p50', 'less than 10 ms'],
  ]),
];
