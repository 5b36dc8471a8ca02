import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FigureRun } from '@streamforge/figures/figure';
import { startProgram } from '@streamforge/testing/child-process';
import { bodies, latencies, throughput, type Target } from '../src/http/load.ts';
import { benchFolder } from '../src/ingest/compare.ts';
import { startUp } from '../src/platform.ts';

const BATCH = 500;
const REQUESTS = 200;
const CONNECTIONS = 4;
const PRODUCERS = 500;

const bareRate = async (): Promise<number> => {
  const program = startProgram(join(import.meta.dirname, '../src/http/bare-server.ts'), []);
  try {
    const [, found = '{}'] = await program.saw(/^ready (.*)$/m);
    return await warmRate(JSON.parse(found) as Target);
  } finally {
    await program.kill('SIGTERM');
  }
};

const oursOver = async (directory: string): Promise<{ readonly rate: number; readonly singles: readonly number[] }> => {
  const up = await startUp(directory, ['--services', 'gateway']);
  try {
    return { rate: await warmRate(up), singles: await latencies(up, PRODUCERS, 6, 1_000) };
  } finally {
    await up.stop();
  }
};

/** Rate once warm: the first round is thrown away. */
const warmRate = async (target: Target): Promise<number> => {
  await throughput(target, bodies(REQUESTS / 4, BATCH), BATCH, CONNECTIONS);
  return await throughput(target, bodies(REQUESTS, BATCH, 1_000_000), BATCH, CONNECTIONS);
};

const rate = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en-GB')}/s`;

export const run: FigureRun = {
  says: 'HTTP produce: batches of 500 against bare fastify and SQLite, and 500 producers of single records at once.',
  measure: async () => {
    const bare = await bareRate();
    mkdirSync(benchFolder, { recursive: true });
    const directory = mkdtempSync(join(benchFolder, 'http-'));
    const ours = await oursOver(directory).finally(() => rmSync(directory, { recursive: true }));
    const p50 = ours.singles[Math.floor(ours.singles.length / 2)] ?? Number.NaN;
    return [
      { name: 'HTTP produce in batches of 500', measured: `${(ours.rate / bare).toFixed(2)} of bare (${rate(ours.rate)} against ${rate(bare)})`, bar: 'at least 0.5', ok: ours.rate >= 0.5 * bare },
      { name: '500 producers at once, acknowledgement p50', measured: `${p50.toFixed(1)} ms`, bar: 'less than 10 ms', ok: p50 < 10 },
    ];
  },
};
