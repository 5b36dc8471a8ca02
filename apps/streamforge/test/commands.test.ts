import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { ran, temporaryDirectory, type Ended } from './streamforge-process.ts';

/** The third row opens below its low; the minute after it is missing; the last line is no candle. */
const csv = `symbol,open_time,open,high,low,close,volume
BTCUSDT,1704067200000,42283.58,42298.62,42261.02,42298.61,35.92724
BTCUSDT,1704067260000,42298.62,42320.00,42298.61,42320.00,21.16779
BTCUSDT,1704067320000,42319.99,42331.54,42325.00,42325.50,21.60391
BTCUSDT,1704067440000,42325.50,42368.00,42325.49,42367.99,30.50676
BTCUSDT,1704067440000,42325.50,42368.00,42325.49,42367.99,30.50676
nonsense
`;
const SERIES = 'local:BTCUSDT:1m:published';

describe('commands on a directory on which nothing runs', { timeout: 60_000 }, () => {
  let directory = '';
  let replayed: Ended | undefined;
  beforeAll(async () => {
    directory = await temporaryDirectory();
    await writeFile(join(directory, 'candles.csv'), csv);
    replayed = await ran(directory, ['replay', 'candles.csv', '--interval', '1m', '--json']);
  }, 60_000);

  it('replay a file and say which of its lines could not be read', () => {
    expect(replayed?.code, replayed?.err).toBe(exitCodes.refused.code);
    expect(replayed?.err).toContain('Rows that became dead letters: 2; streamforge dlq ls shows them.');
    expect(replayed?.json()).toMatchObject([
      { file: 'candles.csv', rows: 6, refused: { FILE_COLUMN_MISSING: 1 }, finished: true, series: { 'local:BTCUSDT:1m': 5 } },
    ]);
  });

  it('show the bars that were stored, with indicators', async () => {
    const question = ['query', 'bars', '--symbol', 'BTCUSDT', '--interval', '1m'];
    const { code, json } = await ran(directory, [...question, '--indicators', 'sma:2', '--json']);
    expect(code).toBe(0);
    expect(json()).toMatchObject([
      { openTime: 1_704_067_200_000, close: '42298.61', indicators: { 'sma:2': null } },
      { openTime: 1_704_067_260_000, close: '42320' },
      { openTime: 1_704_067_440_000 },
    ]);
    const { out } = await ran(directory, question);
    expect(out).toMatch(/openTime +open +high/);
    expect(out).toContain('2024-01-01 00:04:00Z');
  });

  it('show the gap, the series, the asset and its relations', async () => {
    expect((await ran(directory, ['query', 'gaps', '--json'])).json()).toMatchObject([{ series: SERIES, bars: 3, gaps: 1, missing: 2 }]);
    expect((await ran(directory, ['query', 'gaps'])).out).toContain('2 missing');
    expect((await ran(directory, ['query', 'series', '--json'])).json()).toMatchObject([{ series: SERIES, count: 3 }]);
    const assets = await ran(directory, ['query', 'assets', '--json']);
    expect(assets.json()).toMatchObject([{ asset: { symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT' } }]);
    expect((await ran(directory, ['query', 'relations', '--symbol', 'BTCUSDT'])).out).toMatch(/BTCUSDT.*base|quote/);
  });

  it('show dead letters of rules and of lines, and redrive what can be, once', async () => {
    const { json } = await ran(directory, ['dlq', 'ls', '--json']);
    expect(json()).toMatchObject(expect.arrayContaining([
      expect.objectContaining({ code: 'CANDLE_OPEN_OUTSIDE_RANGE', origin: expect.objectContaining({ kind: 'record' }) as unknown }),
      expect.objectContaining({
        code: 'FILE_COLUMN_MISSING',
        origin: { kind: 'line', topic: 'market.candles.v1', file: 'candles.csv', line: 7 },
      }),
    ]) as object);
    const found = await ran(directory, ['dlq', 'ls', 'market.candles.v1', '--code', 'CANDLE_OPEN_OUTSIDE_RANGE', '--json']);
    const [letter] = found.json() as { partition: number; offset: number }[];
    const place = `${letter?.partition}@${letter?.offset}`;
    const redrive = async () => (await ran(directory, ['dlq', 'redrive', 'market.candles.v1', place, '--json'])).json();
    expect((await ran(directory, ['dlq', 'show', 'market.candles.v1', place])).out).toContain('42319.99');
    expect(await redrive()).toEqual({ redriven: 1, alreadyRedriven: 0, notRedrivable: 0 });
    expect(await redrive()).toEqual({ redriven: 0, alreadyRedriven: 1, notRedrivable: 0 });
    expect((await ran(directory, ['dlq', 'ls', '--code', 'CANDLE_OPEN_OUTSIDE_RANGE', '--json'])).json()).toMatchObject([{ attempt: 2 }]);
  });

  it('trace a bar to the record it came from', async () => {
    const { json } = await ran(directory, ['lineage', 'candles', SERIES, '2024-01-01T00:01:00Z', '--json']);
    expect(json()).toMatchObject({ source: { topic: 'market.candles.v1' }, readable: true, record: { key: 'local:BTCUSDT:1m' } });
    const missing = await ran(directory, ['lineage', 'candles', SERIES, '2024-01-01T00:03:00Z']);
    expect(missing.code).toBe(exitCodes.notFound.code);
    expect(missing.err).toMatch(/^error NOT_FOUND: .* Fix: /);
  });

  it('produce from stdin and say what was refused, line by line', async () => {
    const prices = { open: '1', high: '2', low: '1', close: '2', volume: '1' };
    const candle = { exchange: 'local', symbol: 'ETHUSDT', interval: '1m', openTime: 1_704_067_200_000, ...prices };
    const input = `${JSON.stringify(candle)}\n{"exchange":1}\nnot json\n`;
    const { code, json } = await ran(directory, ['produce', 'market.candles.v1', '--json'], input);
    expect(code).toBe(exitCodes.refused.code);
    expect(json()).toMatchObject({ accepted: 1, refused: [{ line: 2 }, { line: 3 }] });
    expect((await ran(directory, ['query', 'bars', '--symbol', 'ETHUSDT', '--interval', '1m', '--json'])).json()).toHaveLength(1);
    expect((await ran(directory, ['produce', 'nothing.v1'])).code).toBe(exitCodes.notFound.code);
  });

  it('have no lag left, count records, and give the same hash after a rebuild', async () => {
    const lags = (await ran(directory, ['lag', '--json'])).json() as { lag: number }[];
    expect(lags.every(({ lag }) => lag === 0)).toBe(true);
    expect((await ran(directory, ['topics'])).out).toMatch(/market\.candles\.v1 +12 +7 /);
    const before = (await ran(directory, ['hash'])).out.trim();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect((await ran(directory, ['rebuild', 'documents', '--json'])).json()).toMatchObject({ before, after: before, same: true });
    expect((await ran(directory, ['hash'])).out.trim()).toBe(before);
  });

  it('find nothing wrong here, and say what is wrong elsewhere', async () => {
    const well = await ran(directory, ['doctor', '--json']);
    expect(well.json()).toMatchObject(expect.arrayContaining([expect.objectContaining({ about: 'log', state: 'ok' })]) as object);
    const other = await temporaryDirectory();
    await writeFile(join(other, 'data'), 'a file');
    const { code, out } = await ran(other, ['doctor']);
    expect(code).toBe(exitCodes.unhealthy.code);
    expect(out).toMatch(/wrong +data directory .*not a directory\n +Fix: /);
  });

  it('do not make an empty platform of a mistyped directory', async () => {
    const other = await temporaryDirectory();
    const { code, err } = await ran(other, ['topics']);
    expect(code).toBe(exitCodes.unreachable.code);
    expect(err).toMatch(/^error NOT_RUNNING: /);
    expect(await readdir(other)).toEqual([]);
    await mkdir(join(other, 'data'));
    for (const words of [['topics'], ['hash'], ['query', 'series'], ['dlq', 'redrive', '--all'], ['rebuild', 'documents']]) {
      const refused = await ran(other, words);
      expect(refused.code, words.join(' ')).toBe(exitCodes.unreachable.code);
      expect(refused.err).toMatch(/^error NOT_RUNNING: .*holds no data of a platform\. Fix: .*--data.*\n$/);
    }
    expect((await ran(other, ['doctor'])).out).toContain('was never started here');
    expect(await readdir(join(other, 'data'))).toEqual([]);
    expect((await ran(other, ['--data', '', 'topics'])).code).toBe(exitCodes.usage.code);
    expect(await readdir(other)).toEqual(['data']);
  });

  it('say which setting is wrong and can’t start', async () => {
    const { code, err } = await ran(directory, ['hash'], '', { STREAMFORGE_LOG_LEVEL: 'foo' });
    expect(code).toBe(exitCodes.cannotStart.code);
    expect(err).toMatch(/^error CONFIG_INVALID: .*STREAMFORGE_LOG_LEVEL: .*it is "foo" Fix: Correct every setting listed\.\n$/);
  });

  it('complete commands and options', async () => {
    const { out } = await ran(directory, ['completion', 'bash']);
    expect(out).toMatch(/'dlq'\) words='ls show redrive/);
    expect((await ran(directory, ['completion', 'zsh'])).out).toContain('bashcompinit');
    expect((await ran(directory, ['completion', 'fish'])).out).toContain('complete -c streamforge');
    expect((await ran(directory, ['completion', 'tcsh'])).code).toBe(exitCodes.usage.code);
  });
});
