/** Real candles through the platform as a user would bring them, against the counts that came with the data. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '@streamforge/bench/http/load';
import { startUp } from '@streamforge/bench/platform';
import type { Figure, Measurement } from '@streamforge/figures/figure';
import { candleFolder, differences, expectations, replay } from '../../src/core/candle-files.ts';
import { bars, caughtUp, gapReports, letters } from '../../src/core/read-api.ts';

const withPlatform = async <Result>(words: readonly string[], use: (target: Target, data: string) => Promise<Result>): Promise<Result> => {
  const data = mkdtempSync(join(tmpdir(), 'verify-'));
  const up = await startUp(data, ['--services', 'gateway,ingest', ...words]);
  try {
    return await use(up, data);
  } finally {
    await up.stop();
    rmSync(data, { recursive: true });
  }
};

const PANEL = 'crypto_1h_panel.csv.gz';

const panel = (): Promise<Measurement> => withPlatform(['--replay', join(candleFolder(), PANEL)], async (target) => {
  const wanted = 172_592;
  let stored = 0;
  for (let tries = 0; stored < wanted && tries < 600; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    stored = (await gapReports(target, 'local')).reduce((sum, report) => sum + report.bars, 0);
  }
  await caughtUp(target, ['ingest']);
  const reports = await gapReports(target, 'local');
  let served = 0;
  for (const { series } of reports) {
    const [exchange = '', symbol = '', interval = ''] = series.split(':');
    served += (await bars(target, exchange, symbol, interval)).length;
  }
  return {
    measured: `${reports.length} series, ${stored.toLocaleString('en-GB')} bars stored, ${served.toLocaleString('en-GB')} served`,
    ok: reports.length === 14 && stored === wanted && served === wanted,
  };
});

/** Each file has an exchange and a platform of its own, so that its dead letters are its own too. */
const fileFigure = (file: string): Figure => ({
  name: `counts of ${file}`,
  bar: 'rows, gaps, missing, duplicates, zero volume and rule violations as expected',
  measure: () => withPlatform([], async (target, data) => {
    const expected = expectations()[file] ?? {};
    await replay(target, data, file, ['--exchange', 'check']);
    const wrong = await differences(target, 'check', expected, true);
    return { measured: wrong.length === 0 ? `${Object.keys(expected).length} series equal` : wrong.slice(0, 3).join('; '), ok: wrong.length === 0 };
  }),
});

/** Rows with a missing field can’t be read; rows whose prices contradict each other break a rule. */
const dirtyRows = (): Promise<Measurement> => withPlatform([], async (target, data) => {
  const file = 'dirty_sp500_rows.csv';
  await replay(target, data, file, ['--exchange', 'check', '--interval', '1d']);
  const found = await letters(target, 'market.candles.v1');
  const stored = (await gapReports(target, 'check')).reduce((sum, report) => sum + report.bars, 0);
  const { good, defective } = judgedByHand(join(candleFolder(), file));
  const explained = found.filter(({ code, origin }) => origin.kind === 'line' ? code.startsWith('FILE_') : code.startsWith('CANDLE_')).length;
  return {
    measured: `${stored} rows stored, ${found.length} dead letters, ${explained} with their reason`,
    ok: stored === good && found.length === defective && explained === defective,
  };
});

/** The file’s rows judged apart from the platform: every field there, and open and close between low and high. */
const judgedByHand = (file: string): { readonly good: number; readonly defective: number } => {
  const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').slice(1, 6));
  const isGood = (row: readonly string[]): boolean => {
    const [open = 0, high = 0, low = 0, close = 0] = row.map(Number);
    return row.every((field) => field !== '') && low <= Math.min(open, close, high) && high >= Math.max(open, close);
  };
  const good = rows.filter(isGood).length;
  return { good, defective: rows.length - good };
};

export const figures: readonly Figure[] = [
  { name: 'npm start -- --replay crypto_1h_panel', bar: '14 series, 172,592 bars stored and served', measure: panel },
  ...Object.keys(expectations()).map(fileFigure),
  { name: 'defective rows of dirty_sp500_rows.csv', bar: 'each in the dead letters with its reason, the others stored', measure: dirtyRows },
];
