import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { once } from 'node:events';
import { mulberry32 } from '@streamforge/determinism/random';

/** Series in the file; their bars are interleaved as a live feed's would be. */
export const SYMBOLS = 200;
const FIRST_OPEN = Date.UTC(2020, 0, 1);

/** Writes a seeded CSV panel of 1m candles (symbol, open_time, OHLCV) unless it is there already. Returns its path. */
export const candleFile = async (path: string, rows: number): Promise<string> => {
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const random = mulberry32(20_240_601);
  const prices = Array.from({ length: SYMBOLS }, () => 10_000 + Math.floor(random() * 5_000_000));
  const out = createWriteStream(`${path}.part`);
  out.write('symbol,open_time,open,high,low,close,volume\n');
  let text = '';
  for (let row = 0; row < rows; row += 1) {
    const series = row % SYMBOLS;
    const openTime = FIRST_OPEN + Math.floor(row / SYMBOLS) * 60_000;
    const open = prices[series] ?? 0;
    const close = Math.max(100, open + Math.floor((random() - 0.5) * 400));
    const high = Math.max(open, close) + Math.floor(random() * 100);
    const low = Math.max(1, Math.min(open, close) - Math.floor(random() * 99));
    prices[series] = close;
    text += `S${String(series).padStart(3, '0')}USDT,${openTime},${cents(open)},${cents(high)},${cents(low)},${cents(close)},${(random() * 1_000).toFixed(4)}\n`;
    if (text.length > 1_000_000) {
      if (!out.write(text)) await once(out, 'drain');
      text = '';
    }
  }
  out.end(text);
  await once(out, 'finish');
  renameSync(`${path}.part`, path);
  return path;
};

const cents = (amount: number): string => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
