/** The records that both sides read: seeded candles of about 180 bytes, without headers, by interleaved series. */
import { mulberry32 } from '@streamforge/determinism/random';

export const SERIES = 200;
const FIRST_OPEN = Date.UTC(2020, 0, 1);

export interface Message {
  readonly key: string;
  readonly value: string;
}

const cents = (amount: number): string => {
  const rest = amount % 100;
  const whole = String((amount - rest) / 100);
  if (rest === 0) return whole;
  return rest % 10 === 0 ? `${whole}.${rest / 10}` : `${whole}.${rest < 10 ? '0' : ''}${rest}`;
};

/** `count` candles, each series in the order of time; `first` is the number of the first one. */
export function* candleMessages(count: number, first = 0): Generator<Message> {
  const random = mulberry32(20_260_101 + first);
  const prices = Array.from({ length: SERIES }, () => 10_000 + Math.floor(random() * 5_000_000));
  for (let row = first; row < first + count; row += 1) {
    const series = row % SERIES;
    const symbol = `S${String(series).padStart(3, '0')}USDT`;
    const open = prices[series] ?? 0;
    const close = Math.max(100, open + Math.floor((random() - 0.5) * 400));
    const high = Math.max(open, close) + Math.floor(random() * 100);
    const low = Math.max(1, Math.min(open, close) - Math.floor(random() * 99));
    prices[series] = close;
    const openTime = FIRST_OPEN + Math.floor(row / SERIES) * 60_000;
    yield {
      key: `bench:${symbol}:1m`,
      value: `{"exchange":"bench","symbol":"${symbol}","interval":"1m","openTime":${openTime},"open":"${cents(open)}","high":"${cents(high)}",`
        + `"low":"${cents(low)}","close":"${cents(close)}","volume":"${cents(1 + Math.floor(random() * 1_000_000))}","revision":0}`,
    };
  }
}

/** The same in lists of `size`. */
export function* candleLists(count: number, size: number, first = 0): Generator<readonly Message[]> {
  let list: Message[] = [];
  for (const message of candleMessages(count, first)) {
    list.push(message);
    if (list.length < size) continue;
    yield list;
    list = [];
  }
  if (list.length > 0) yield list;
}
