/** The real input of all services in one platform: bars, trades, documents and fills as their files hold them. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Target } from '@streamforge/bench/http/load';
import type { Interval } from '@streamforge/contracts/interval';
import { nextOpen } from '@streamforge/market/interval';
import { sharedFile } from '@streamforge/testing/shared-data';
import { bars, gapReports } from '../core/read-api.ts';
import { produce } from './market-feed.ts';

const TOGETHER = 200;
const EPOCH = Date.UTC(2024, 0, 1);

export const textOf = (path: string): string => {
  const file = sharedFile(path);
  if (file === undefined) throw new Error('the shared data is not there: set STREAMFORGE_SHARED');
  const bytes = readFileSync(file);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};

interface Passage {
  readonly _id: string;
  readonly title: string;
  readonly text: string;
}

/** The passages of a retrieval collection as documents; those without a text are left out, and counted by nobody. */
export const passages = (collection: string): readonly { readonly id: string; readonly title: string; readonly text: string; readonly source: string; readonly publishedAt: number }[] =>
  textOf(`data/retrieval/${collection}/corpus.jsonl.gz`).trim().split('\n').map((line) => JSON.parse(line) as Passage)
    .filter(({ text }) => text.trim() !== '')
    .map(({ _id, title, text }) => ({ id: `${collection}-${_id}`, title: title.slice(0, 1_000), text, source: collection, publishedAt: EPOCH }));

export const produceAll = async (target: Target, topic: Parameters<typeof produce>[1], values: readonly unknown[]): Promise<void> => {
  for (let at = 0; at < values.length; at += TOGETHER) await produce(target, topic, values.slice(at, at + TOGETHER));
};

export interface PnlCase {
  readonly name: string;
  readonly fills: readonly { readonly ts: number; readonly side: 'buy' | 'sell'; readonly qty: string; readonly price: string; readonly fee: string }[];
  readonly mark_price: string;
  readonly fees_total: string;
  readonly average_cost: Readonly<Record<string, string>>;
  readonly fifo?: Readonly<Record<string, string>>;
}

export const pnlCases = (): readonly PnlCase[] => (JSON.parse(textOf('data/metrics/pnl_cases.json')) as { readonly cases: readonly PnlCase[] }).cases;

/** The fills of a case, an hour apart, each case with an account and a symbol of its own. */
export const fillsOf = ({ name, fills }: PnlCase): readonly unknown[] => fills.map(({ side, qty, price, fee }, at) => ({
  id: `${name}-${at}`, account: name, exchange: 'pnl', symbol: symbolOf(name), side, quantity: qty, price, fee, time: EPOCH + at * 3_600_000,
}));

/** The bar whose close is the case's mark, after its last fill. */
export const markOf = ({ name, fills, mark_price: mark }: PnlCase): unknown => ({
  exchange: 'pnl', symbol: symbolOf(name), interval: '1h', openTime: EPOCH + fills.length * 3_600_000, open: mark, high: mark, low: mark, close: mark, volume: '1',
});

const symbolOf = (name: string): string => name.replaceAll('_', '-').toUpperCase().slice(0, 60);

/** How many full windows of closed bars a series has: runs without a gap, each of its length less the window, plus one. */
const windowsIn = (openTimes: readonly number[], interval: Interval, length: number): number => {
  let [windows, run] = [0, 0];
  openTimes.forEach((time, at) => {
    run = at > 0 && nextOpen(interval, openTimes[at - 1] ?? 0) === time ? run + 1 : 1;
    if (run >= length) windows += 1;
  });
  return windows;
};

/** Full windows over every stored series of an exchange, counted from the bars that are served. */
export const windowsOf = async (target: Target, exchange: string, length: number): Promise<number> => {
  let windows = 0;
  for (const { series } of await gapReports(target, exchange)) {
    const [, symbol = '', interval = ''] = series.split(':');
    const served = await bars(target, exchange, symbol, interval);
    windows += windowsIn(served.map(({ openTime }) => openTime), interval as Interval, length);
  }
  return windows;
};
