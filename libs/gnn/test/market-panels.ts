/** The markets that models are tried on: one whose truth is known, and a real one. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { alignBars, type BarSeries, type Panel } from '@streamforge/market/snapshot/panel';
import { leadLagSeries, type LeadLag } from '@streamforge/simulator/lead-lag';
import { sharedFile } from '@streamforge/testing/shared-data';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 5, 1);
const grid = { interval: '1h', calendar: '24/7' } as const;

/** Open time of bar t of LeadLag-v1. */
const leadLagTime = (bar: number): number => START + bar * HOUR;

export const leadLagPanel = (market: LeadLag): Panel => alignBars(leadLagSeries(market, START, HOUR), grid);

/** GNN.md's split of LeadLag-v1: train t = 4 to 1999, validation 2010 to 2399, test 2410 to 2998. */
export const leadLagSplit = { split: { validationFrom: leadLagTime(2_010), testFrom: leadLagTime(2_410) }, purge: 10 };

/** Hourly closes of fourteen crypto assets; undefined where the shared data is absent. */
export const cryptoPanel = (): Panel | undefined => {
  const file = sharedFile('data/candles/crypto_1h_panel.csv.gz');
  if (file === undefined) return undefined;
  const [, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
  const rows = lines.map((line) => line.split(','));
  const series = Map.groupBy(rows, ([symbol = '']) => symbol);
  return alignBars(Array.from(series, ([symbol, bars]): BarSeries => ({
    symbol, openTimes: bars.map(([, time]) => Number(time)), closes: bars.map(([, , , , , close]) => Number(close)),
  })), grid);
};
