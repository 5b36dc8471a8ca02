/** Bar lengths, spelled as exchanges spell them: seconds, minutes, hours, days, weeks (from Monday, UTC) and calendar months (`1M`). */
export const intervals = [
  '1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M',
] as const;

export type Interval = (typeof intervals)[number];
