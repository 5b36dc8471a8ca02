/** The numbers of the market library against reference answers computed by other tools. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Trade } from '@streamforge/contracts/events/trade';
import type { Figure, Measurement } from '@streamforge/figures/figure';
import { buildCandle } from '@streamforge/market/candles-from-trades';
import { computeIndicators } from '@streamforge/market/indicators/compute';
import { parseSpecs } from '@streamforge/market/indicators/spec';
import { openOf } from '@streamforge/market/interval';
import { sharedFile } from '@streamforge/testing/shared-data';

const shared = (path: string): Buffer => {
  const file = sharedFile(path);
  if (file === undefined) throw new Error('the shared data is not there: set STREAMFORGE_SHARED');
  return file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file);
};

const lines = (path: string): readonly string[] => shared(path).toString().trim().split('\n');

const candles = (interval: '1m' | '5m', bars: number): Measurement => {
  const trades = lines('data/trades/xrpeth_binance_aggtrades.jsonl.gz').map((line) => {
    const { a, p, q, T } = JSON.parse(line) as { a: number; p: string; q: string; T: number };
    return Trade.parse({ exchange: 'check', symbol: 'XRPETH', id: String(a), price: p, quantity: q, time: T });
  });
  const built = [...Map.groupBy(trades, ({ time }) => openOf(interval, time))].map(([openTime, bucket]) =>
    buildCandle(bucket, { exchange: 'check', symbol: 'XRPETH', interval, openTime, closed: true }));
  const expected = lines(`data/trades/xrpeth_${interval}_expected_candles.csv.gz`).slice(1).map((line) => line.split(',').map(Number).join());
  const equal = built.filter((bar, at) => bar !== undefined
    && [bar.openTime, bar.open, bar.high, bar.low, bar.close, bar.volume].map(Number).join() === expected[at]).length;
  return { measured: `${equal} of ${expected.length} equal`, ok: equal === bars && expected.length === bars && built.length === bars };
};

/** Columns of the reference file and the indicator that must give them. */
const columns = {
  ema_12: 'ema:12', ema_20: 'ema:20', ema_26: 'ema:26', ema_50: 'ema:50', sma_20: 'sma:20', rsi_14: 'rsi:14', atr_14: 'atr:14', obv: 'obv',
  macd: 'macd:12,26,9.macd', macd_signal: 'macd:12,26,9.signal', macd_hist: 'macd:12,26,9.histogram',
  bb_upper: 'bb:20,2.upper', bb_lower: 'bb:20,2.lower', realised_vol_20: 'rv:20',
} as const;
const specs = 'ema:12,ema:20,ema:26,ema:50,sma:20,rsi:14,atr:14,obv,macd:12,26,9,bb:20,2,rv:20';

interface Reference {
  readonly interval_periods_per_year: number;
  readonly bars: readonly { readonly open_time: number; readonly open: string; readonly high: string; readonly low: string; readonly close: string; readonly volume: string }[];
  readonly expected: Readonly<Record<string, readonly (number | null)[]>>;
}

const indicators = (file: string, interval: '1h' | '1m'): Measurement => {
  const reference = JSON.parse(shared(`data/indicators/${file}`).toString()) as Reference;
  const bars = reference.bars.map(({ open_time: openTime, ...bar }) =>
    ({ ...bar, openTime, exchange: 'check', symbol: 'CHECK', interval, closed: true, revision: 0, origin: 'published' as const }));
  const computed = computeIndicators(bars, parseSpecs(specs));
  let [worst, compared] = [0, 0];
  for (const [name, column] of Object.entries(columns)) {
    const [ours, theirs] = [computed[column], reference.expected[name]];
    if (ours === undefined || theirs === undefined) throw new Error(`no column for ${name}: ${Object.keys(computed).join(' ')} / ${Object.keys(reference.expected).join(' ')}`);
    for (const [at, value] of theirs.entries()) {
      if (value === null) continue;
      const mine = ours[at] ?? Number.NaN;
      const error = Math.abs(mine - value) / Math.max(1e-9, Math.abs(value));
      worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
      compared += 1;
    }
  }
  return { measured: `worst relative error ${worst.toExponential(1)} over ${compared.toLocaleString('en-GB')} values`, ok: worst < 1e-6 };
};

const figure = (name: string, bar: string, measure: () => Measurement): Figure => ({ name, bar, measure: () => Promise.resolve().then(measure) });

export const figures: readonly Figure[] = [
  figure('XRP/ETH trades to 1m candles', 'all 2,469 exactly', () => candles('1m', 2_469)),
  figure('XRP/ETH trades to 5m candles', 'all 706 exactly', () => candles('5m', 706)),
  figure('indicators of BTCUSDT 1h', 'within 1e-6 after warm-up', () => indicators('btcusdt_1h_1000.json.gz', '1h')),
  figure('indicators of LTCUSDT 1m', 'within 1e-6 after warm-up', () => indicators('ltcusdt_1m_1000.json.gz', '1m')),
];
