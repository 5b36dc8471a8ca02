/** Candles as producers send them, for the suites that every service passes. */
import type { OutgoingRecord } from '@streamforge/event-log/port';

const OPEN = Date.UTC(2024, 0, 1);

const candle = (n: number, high: string): OutgoingRecord => ({
  key: `local:S${n % 20}:1m`,
  value: JSON.stringify({
    exchange: 'local', symbol: `S${n % 20}`, interval: '1m', openTime: OPEN + n * 60_000, open: '10', high, low: '9', close: '11', volume: String(n),
  }),
});

/** The n-th of twenty series. */
export const goodCandle = (n: number): OutgoingRecord => candle(n, '12');

/** One whose high is below its low. */
export const badCandle = (n: number): OutgoingRecord => candle(n, '8');
