import type { Bar } from '@streamforge/contracts/events/bar';

const columns = [
  'openTime', 'open', 'high', 'low', 'close', 'volume', 'quoteVolume', 'trades', 'takerBuyVolume', 'takerBuyQuoteVolume', 'closed',
  'revision', 'origin',
] as const;

/** Bars as CSV (RFC 4180) with a header line; indicators follow as further columns, empty while warming up. */
export const barsAsCsv = (bars: readonly Bar[], indicators: Readonly<Record<string, readonly (number | null)[]>>): string => {
  const names = Object.keys(indicators);
  const lines = bars.map((bar, at) => [
    ...columns.map((column) => bar[column] ?? ''),
    ...names.map((name) => indicators[name]?.[at] ?? ''),
  ].join(','));
  return `${[[...columns, ...names.map(quoted)].join(','), ...lines].join('\r\n')}\r\n`;
};

const quoted = (name: string): string => name.includes(',') ? `"${name}"` : name;
