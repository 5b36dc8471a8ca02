/** Two real markets as panels: fourteen crypto assets by the hour, sixty-four stocks of the S&P 500 by the day. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { alignBars, type Grid, type Panel } from '@streamforge/market/snapshot/panel';
import { sharedFile } from '@streamforge/testing/shared-data';

/** Where the bars of a file are found in its lines. */
interface Layout {
  readonly file: string;
  readonly symbol: number;
  readonly time: (fields: readonly string[]) => number;
  /** Fields of open, high, low, close and volume. */
  readonly bar: readonly [number, number, number, number, number];
  readonly grid?: Grid;
}

export const realPanels = {
  crypto_1h_panel: {
    file: 'data/candles/crypto_1h_panel.csv.gz', symbol: 0, time: ([, time]) => Number(time), bar: [2, 3, 4, 5, 6], grid: { interval: '1h', calendar: '24/7' },
  },
  // Days on which the exchange was closed are no gaps: each day follows the one before it.
  sp500_daily_panel: { file: 'data/candles/sp500_daily_panel.csv.gz', symbol: 0, time: ([, , date = '']) => Date.parse(date), bar: [3, 4, 5, 6, 7] },
} as const satisfies Readonly<Record<string, Layout>>;

export type RealPanel = keyof typeof realPanels;

/** The panel of this name. Throws where the shared data is absent. */
export const realPanel = (name: RealPanel): Panel => {
  const { file, symbol, time, bar: [open, high, low, close, volume], ...rest }: Layout = realPanels[name];
  const path = sharedFile(file);
  if (path === undefined) throw new Error(`${file} is not there: STREAMFORGE_SHARED names the folder that holds it`);
  const [, ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
  const bySymbol = Map.groupBy(lines.map((line) => line.split(',')), (fields) => fields[symbol] ?? '');
  const series = Array.from(bySymbol, ([name_, bars]) => {
    const column = (field: number): Float64Array => Float64Array.from(bars, (fields) => Number(fields[field]));
    return {
      symbol: name_, openTimes: Float64Array.from(bars, time), opens: column(open), highs: column(high), lows: column(low), closes: column(close), volumes: column(volume),
    };
  });
  return alignBars(series, rest.grid);
};
