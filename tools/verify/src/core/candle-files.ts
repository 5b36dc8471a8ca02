import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Target } from '@streamforge/bench/http/load';
import { sharedFile } from '@streamforge/testing/shared-data';
import { bars, caughtUp, gapReports, letters } from './read-api.ts';

/** What an expectation file says of one series of a candle file. */
export interface Expected {
  readonly rows: number;
  readonly duplicates?: number;
  readonly gaps?: number;
  readonly missing_bars?: number;
  readonly zero_volume?: number;
  readonly ohlc_invariant?: number;
}

/** The folder of the candle files; throws when the shared data is not there. */
export const candleFolder = (): string => {
  const folder = sharedFile('data/candles');
  if (folder === undefined) throw new Error('the shared data is not there: set STREAMFORGE_SHARED');
  return folder;
};

const read = <Json>(file: string): Json => JSON.parse(readFileSync(join(candleFolder(), file), 'utf8')) as Json;

/** Every candle file with an expectation of its own, series by series. */
export const expectations = (): Readonly<Record<string, Readonly<Record<string, Expected>>>> => {
  const gappy = read<{ rows: number; gaps: number; missing_minutes: number; duplicates: number }>('dirty_gappy_1m_UNITTEST_BTC.expected.json');
  const known = read<Record<string, Record<string, Expected>>>('quality_expected.json');
  const files = readdirSync(candleFolder()).filter((file) => file in known);
  return {
    ...Object.fromEntries(files.map((file) => [file, known[file] ?? {}])),
    'dirty_gappy_1m_UNITTEST_BTC.json.gz': { '-': { rows: gappy.rows, gaps: gappy.gaps, missing_bars: gappy.missing_minutes, duplicates: gappy.duplicates } },
  };
};

const main = join(import.meta.dirname, '../../../../apps/streamforge/src/main.ts');
const run = promisify(execFile);

/** Replays a file into the running platform with the command line, as a user would, and waits until all of it is handled. */
export const replay = async (target: Target, data: string, file: string, words: readonly string[]): Promise<void> => {
  await run(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'replay', join(candleFolder(), file), '--data', data, ...words], { maxBuffer: 1e8 })
    .catch((error: unknown) => {
      // Exit code 3 says that some lines were refused, which some files are for.
      if (error instanceof Error && 'code' in error && error.code === 3) return;
      throw error;
    });
  await caughtUp(target, ['ingest']);
};

/** Differences between what the platform serves of a file and what its expectation says, in words. */
export const differences = async (target: Target, exchange: string, expected: Readonly<Record<string, Expected>>, fullCheck: boolean): Promise<readonly string[]> => {
  const wrong: string[] = [];
  const reports = await gapReports(target, exchange);
  const refused = (await letters(target, 'market.candles.v1')).filter(({ message }) => message !== '');
  const check = (series: string, what: string, is: number, should: number | undefined): void => {
    if (should !== undefined && is !== should) wrong.push(`${series}: ${is} ${what}, ${should} expected`);
  };
  check(exchange, 'series', reports.length, Object.keys(expected).length);
  for (const report of reports) {
    const [, symbol = '', interval = ''] = report.series.split(':');
    const should = expected[symbol] ?? expected['-'];
    const broken = should?.ohlc_invariant ?? 0;
    check(report.series, 'bars', report.bars, should === undefined ? 0 : should.rows - (should.duplicates ?? 0) - broken);
    check(report.series, 'gaps', report.gaps, should?.gaps);
    check(report.series, 'missing bars', report.missing, should?.missing_bars);
    if (!fullCheck || should?.zero_volume === undefined) continue;
    const served = await bars(target, exchange, symbol, interval);
    check(report.series, 'bars served', served.length, report.bars);
    check(report.series, 'bars of zero volume', served.filter(({ volume }) => volume === '0').length, should.zero_volume);
  }
  const brokenInAll = Object.values(expected).reduce((sum, each) => sum + (each.ohlc_invariant ?? 0), 0);
  check(exchange, 'rule violations', refused.filter(({ code }) => code.startsWith('CANDLE_')).length, brokenInAll);
  return wrong;
};
