/** Commands that ask over a directory on which nothing runs, with every service for real: bars become windows, a document is found, nothing is made up. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@streamforge/determinism/clock';
import { randomIds } from '@streamforge/determinism/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../src/commands/all.ts';
import { exitCodes } from '../src/exit-codes.ts';
import { openPlatform } from '../src/platform/open.ts';
import { runProgram } from '../src/program.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { temporaryDirectory } from './streamforge-process.ts';

const START = Date.UTC(2024, 0, 1);
const price = (minute: number): string => (100 + 5 * Math.sin((minute % 40) / 4)).toFixed(4);
const rows = Array.from({ length: 80 }, (_, minute) => `BTCUSDT,${START + minute * 60_000},${price(minute)},200,1,${price(minute)},${1 + minute % 40}`);
const note = { id: 'n1', title: 'Rates', text: 'The central bank raised its rates for BTCUSDT.', publishedAt: START };
const fill = { id: 'f1', account: 'ada', symbol: 'BTCUSDT', side: 'buy', quantity: '2', price: '100', fee: '1', time: START + 60_000 };

let directory = '';
const ran = async (words: readonly string[], input = '') => {
  const terminal = fakeTerminal({ input, env: { STREAMFORGE_LOG_LEVEL: 'error' } });
  const signal = new AbortController().signal;
  const code = await runProgram(['--data', join(directory, 'data'), ...words], commands, { terminal, signal, forced: signal, openPlatform, clock: systemClock, ids: randomIds });
  return { code, out: terminal.out(), err: terminal.err() };
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  await writeFile(join(directory, 'bars.csv'), ['symbol,open_time,open,high,low,close,volume', ...rows].join('\n'));
  const fed = [
    await ran(['replay', join(directory, 'bars.csv'), '--interval', '1m']),
    await ran(['produce', 'documents.v1'], JSON.stringify(note)),
    await ran(['produce', 'agent.fills.v1'], JSON.stringify(fill)),
  ];
  const failed = fed.find(({ code }) => code !== 0);
  if (failed !== undefined) throw new Error(failed.err);
}, 60_000);
afterAll(() => rm(directory, { recursive: true }));

describe('over a directory on which nothing runs', { timeout: 60_000 }, () => {
  it('like moments are found, and what followed', async () => {
    const { code, out, err } = await ran(['similar', 'BTCUSDT', '--interval', '1m', '--limit', '1', '--json']);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ moment: { to: START + 79 * 60_000 }, found: [{ to: START + 39 * 60_000, forwardReturn: expect.any(Number) as number }] });
  });

  it('a question is answered from what is stored, with the record of its source', async () => {
    const { code, out, err } = await ran(['ask', 'who raised rates for BTCUSDT?']);
    expect(code, err).toBe(0);
    expect(out).toMatch(/The central bank raised its rates.*\n(?:.*\n)*Sources\n(?:.*\n)*\[\d\] +document +Rates.*documents\.v1\[\d+\]@0/);
  });

  it('an account is valued, and its figure leads back to its fill', async () => {
    expect((await ran(['roi'])).out).toMatch(/ada +10,000\.00 +/);
    expect((await ran(['lineage', 'roi', 'ada'])).out).toMatch(/marked to +local:BTCUSDT .*market\.candles\.v1\[\d+\]@79.*\nfill +f1 .*agent\.fills\.v1\[\d+\]@0 .*"account":"ada"/);
  });

  it('too small a universe is refused by the trainer, and leaves a job that says so', async () => {
    const { code, err } = await ran(['train', 'small', '--interval', '1m']);
    expect(code).toBe(exitCodes.refused.code);
    expect(err).toContain('error UNIVERSE_TOO_SMALL: ');
    expect((await ran(['jobs', 'ls'])).out).toMatch(/gnn-trainer .* train +small +failed .*UNIVERSE_TOO_SMALL/);
    expect((await ran(['models', 'ls'])).out).toBe('none\n');
  });

  it('vectors and the ledger are made again to the same state', async () => {
    const hash = (await ran(['hash'])).out;
    for (const store of ['vectors', 'ledger']) expect((await ran(['rebuild', store])).out).toContain('the same');
    expect((await ran(['hash'])).out).toBe(hash);
  });
});
