/** Currencies that pairs are quoted in, the longer before those they end in. */
const quotes = ['FDUSD', 'USDT', 'USDC', 'BUSD', 'TUSD', 'USD', 'EUR', 'GBP', 'JPY', 'BTC', 'ETH', 'BNB'] as const;
const PAIR = new RegExp(`^([A-Z0-9]{1,20}?)[_-]?(${quotes.join('|')})$`);

export interface Pair {
  readonly base: string;
  readonly quote: string;
}

/** Base and quote of a pair's symbol, or undefined where the symbol does not end in a known currency: `XRPETH` → XRP, ETH. */
export const pairOf = (symbol: string): Pair | undefined => {
  const [, base, quote] = PAIR.exec(symbol) ?? [];
  return base === undefined || quote === undefined ? undefined : { base, quote };
};
