import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sharedFile } from '@streamforge/testing/shared-data';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { ran, started, temporaryDirectory } from './streamforge-process.ts';

const candle = (symbol: string, openTime = 1_704_067_200_000) =>
  ({ exchange: 'local', symbol, interval: '1m', openTime, open: '1', high: '2', low: '1', close: '2', volume: '1' });

describe('a running platform', () => {
  it('serves commands of other processes, keeps its directory to itself, and drains on SIGTERM', async () => {
    const directory = await temporaryDirectory();
    const up = started(directory, ['up', '--port', '0']);
    const address = (await up.shows(/runs at \S+/)).replace('runs at ', '');
    const run = JSON.parse(await readFile(join(directory, 'data', 'run.json'), 'utf8')) as { pid: number; address: string; token: string };
    expect(run).toMatchObject({ pid: up.child.pid, address });
    expect((await stat(join(directory, 'data', 'run.json'))).mode & 0o777).toBe(0o600);

    const produced = await ran(directory, ['produce', 'market.candles.v1', '--json'], JSON.stringify(candle('BTCUSDT')));
    expect(produced.json()).toMatchObject({ accepted: 1 });
    const lines = [candle('ETHUSDT'), { ...candle('ETHUSDT', 1_704_067_260_000), volme: '1' }].map((value) => JSON.stringify(value));
    await writeFile(join(directory, 'ETHUSDT_1m.jsonl'), `${lines.join('\n')}\n`);
    const replayed = await ran(directory, ['replay', 'ETHUSDT_1m.jsonl', '--json']);
    expect(replayed.json()).toMatchObject([{ finished: true, refused: { EVENT_FIELD_UNKNOWN: 1 } }]);
    const letters = await ran(directory, ['dlq', 'ls', '--json']);
    expect(letters.json()).toMatchObject([{ code: 'EVENT_FIELD_UNKNOWN', origin: { kind: 'line', line: 2 } }]);
    expect((await ran(directory, ['doctor'])).out).toContain(`runs as process ${run.pid}`);

    const named = { STREAMFORGE_URL: address, STREAMFORGE_TOKEN: run.token };
    const afar = await ran(await temporaryDirectory(), ['query', 'series', '--json'], '', named);
    expect(afar.json()).toHaveLength(2);

    const second = await ran(directory, ['up', '--port', '0']);
    expect(second.code).toBe(exitCodes.cannotStart.code);
    expect(second.err).toMatch(new RegExp(`^error DATA_DIRECTORY_IN_USE: .*${run.pid}.* Fix: `));
    const port = await ran(await temporaryDirectory(), ['up', '--port', new URL(address).port]);
    expect(port.err).toMatch(/^error PORT_IN_USE: /);

    up.child.kill('SIGTERM');
    expect((await up.ended).code).toBe(0);
    await expect(stat(join(directory, 'data', 'run.json'))).rejects.toThrow('ENOENT');
    expect((await ran(directory, ['query', 'bars', '--symbol', 'BTCUSDT', '--interval', '1m', '--json'])).json()).toHaveLength(1);
  }, 60_000);

  it('leaves nothing in the way when it is killed', async () => {
    const directory = await temporaryDirectory();
    const up = started(directory, ['up', '--port', '0']);
    await up.shows(/runs at/);
    up.child.kill('SIGKILL');
    await up.ended;
    expect((await ran(directory, ['topics', '--json'])).code).toBe(0);
    const again = started(directory, ['up', '--port', '0']);
    await again.shows(/runs at/);
    again.child.kill('SIGINT');
    expect((await again.ended).code).toBe(0);
  }, 60_000);

  it('says what there is when it is asked for other services, histories or seeds', async () => {
    const directory = await temporaryDirectory();
    const unknown = await ran(directory, ['up', '--services', 'gateway,ingset']);
    expect(unknown.code).toBe(exitCodes.usage.code);
    expect(unknown.err).toMatch(/^error: there is no service ingset; there are gateway, ingest, /);
    expect((await ran(directory, ['up', '--demo', '--history', '0'])).err).toContain('--history takes 1 to 43200 minutes');
    expect((await ran(directory, ['up', '--demo', '--seed', 'x'])).err).toContain('--seed takes a whole number');
  });

  it('shows bars, gaps, relations and dead letters of the demo market, and tells its story', async () => {
    const directory = await temporaryDirectory();
    const up = started(directory, ['up', '--demo', '--history', '240', '--seed', '1', '--services', 'gateway,ingest', '--port', '0']);
    await up.shows(/simulated bars [1-9][\d,]* in/);
    await up.shows(/gaps [1-9]/);
    await up.shows(/relations: sim:\S+ base currency:/);
    await up.shows(/dead letters [1-9]/);
    await up.shows(/history {5}4 h 00 min of a simulated market are stored, .* after the start: 3,\d+ bars in 16 series/);
    await up.shows(/gaps {8}\d+ found, \d+ bars missing/);
    await up.shows(/model {7}gnn-trainer does not run here, so no model is trained/);
    await up.shows(/look .*\/openapi\.json/);
    up.child.kill('SIGTERM');
    expect((await up.ended).code).toBe(0);

    const again = started(directory, ['up', '--demo', '--services', 'gateway,ingest', '--port', '0']);
    await again.shows(/4 h 00 min of a simulated market are stored/);
    again.child.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
  }, 120_000);

  it('tells the whole story of the demo market when every service runs', async () => {
    const directory = await temporaryDirectory();
    const up = started(directory, ['up', '--demo', '--history', '480', '--seed', '1', '--port', '0']);
    await up.shows(/history {5}8 h 00 min of a simulated market are stored/);
    await up.shows(/vectors {5}[1-9][\d,]* windows of 32 bars and [1-9]\d* pieces of documents[^]*looks most like \S+-USD at/);
    await up.shows(/agents {6}sim-follower +ROI +\+\d+\.\d\d %, 10,000\.00 became/);
    await up.shows(/sim-chaser +ROI +−\d+\.\d\d %/);
    await up.shows(/answer {6}“Which agent earned most[^]*sim-follower[^]*\[1\] Account sim-follower .*\(agent\.fills\.v1\[\d+\]@\d+\)/);
    await up.shows(/model {7}sim-followers version 1[^]*named \d\d\.\d % of [\d,]+ later directions; baselines: [^]*better than/);
    await up.shows(/look {8}\S+\/v1\/roi/);
    up.child.kill('SIGTERM');
    expect((await up.ended).code).toBe(0);
  }, 120_000);

  const panel = sharedFile('data/candles/crypto_1h_panel.csv.gz');
  it.skipIf(panel === undefined)('goes on with an interrupted replay and leaves no row out', async () => {
    const directory = await temporaryDirectory();
    const first = started(directory, ['replay', panel ?? '', '--json']);
    while ((await readdir(join(directory, 'data', 'replay')).catch(() => [])).length === 0) await setTimeout(20);
    first.child.kill('SIGINT');
    const interrupted = await first.ended;
    expect(interrupted.code, interrupted.err).toBe(exitCodes.interrupted.code);
    const [half] = interrupted.json() as { rows: number; finished: boolean }[];
    expect(half?.finished).toBe(false);
    const second = await ran(directory, ['replay', panel ?? '', '--json']);
    expect(second.json()).toMatchObject([{ resumedAt: half?.rows, rows: 172_592, finished: true }]);
    expect(second.err).toContain('went on after row');
    const series = (await ran(directory, ['query', 'series', '--json'])).json() as { count: number }[];
    expect(series.reduce((sum, { count }) => sum + count, 0)).toBe(172_592);
  }, 120_000);

  it.skipIf(panel === undefined)('replays a panel, says what became of each series, and keeps serving', async () => {
    const directory = await temporaryDirectory();
    const up = started(directory, ['up', '--port', '0', '--json', '--replay', panel ?? '']);
    await up.shows(/172,592 rows replayed/);
    await up.shows(/\]\n$/);
    const series = (await ran(directory, ['query', 'series', '--json'])).json() as { count: number }[];
    expect(series).toHaveLength(14);
    expect(series.reduce((sum, { count }) => sum + count, 0)).toBe(172_592);
    up.child.kill('SIGTERM');
    const { code, json } = await up.ended;
    expect(code).toBe(0);
    const reports = json() as { bars: number; duplicates: number; deadLetters: number }[];
    expect(reports.reduce((sum, { bars }) => sum + bars, 0)).toBe(172_592);
    expect(reports.every(({ duplicates, deadLetters }) => duplicates === 0 && deadLetters === 0)).toBe(true);
  }, 120_000);
});
