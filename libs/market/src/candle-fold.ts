/**
 * Builds a candle trade by trade: exact decimals, the same candle in whatever order the trades come, and memory for one candle
 * however many trades it has.
 */
import { canonicalDecimal, compareDecimals, MAX_DECIMAL_DIGITS } from '@streamforge/contracts/decimal';
import { TerminalError } from '@streamforge/contracts/errors';
import type { Candle } from '@streamforge/contracts/events/candle';
import type { Trade } from '@streamforge/contracts/events/trade';
import { Big } from 'big.js';
import { byTimeAndId } from './trade-order.ts';

/** What a candle is besides its trades. */
export type CandleName = Pick<Candle, 'exchange' | 'symbol' | 'interval' | 'closed'>;

const ZERO = new Big(0);

export class CandleFold {
  /** First millisecond of the candle. */
  readonly openTime: number;
  #first: Trade | undefined;
  #last: Trade | undefined;
  #high = '';
  #low = '';
  #count = 0;
  #sided = true;
  #volume = ZERO;
  #quoteVolume = ZERO;
  #takerBuyVolume = ZERO;
  #takerBuyQuoteVolume = ZERO;

  constructor(openTime: number) {
    this.openTime = openTime;
  }

  /** Takes one trade, each once, whose time lies within the candle. */
  add(trade: Trade): void {
    if (this.#first === undefined || byTimeAndId(trade, this.#first) < 0) this.#first = trade;
    if (this.#last === undefined || byTimeAndId(trade, this.#last) > 0) this.#last = trade;
    if (this.#count === 0 || compareDecimals(trade.price, this.#high) > 0) this.#high = trade.price;
    if (this.#count === 0 || compareDecimals(trade.price, this.#low) < 0) this.#low = trade.price;
    this.#count += 1;
    const quantity = new Big(trade.quantity);
    const value = quantity.times(trade.price);
    this.#volume = this.#volume.plus(quantity);
    this.#quoteVolume = this.#quoteVolume.plus(value);
    if (trade.side === undefined) this.#sided = false;
    if (trade.side !== 'buy') return;
    this.#takerBuyVolume = this.#takerBuyVolume.plus(quantity);
    this.#takerBuyQuoteVolume = this.#takerBuyQuoteVolume.plus(value);
  }

  /**
   * The candle so far. Sums are exact; only digits beyond the 38th after the point, which products of prices and quantities may
   * have, are rounded half-even. Taker volumes are there when every trade tells its side. Each further trade is a correction, so the
   * revision is the number of trades.
   * Throws DECIMAL_INVALID when a sum has more than 38 digits before the point, and a RangeError before the first trade.
   */
  candle(name: CandleName): Candle {
    if (this.#first === undefined || this.#last === undefined) throw new RangeError('a candle needs a trade');
    return {
      exchange: name.exchange,
      symbol: name.symbol,
      interval: name.interval,
      openTime: this.openTime,
      open: this.#first.price,
      high: this.#high,
      low: this.#low,
      close: this.#last.price,
      volume: spelled(this.#volume),
      quoteVolume: spelled(this.#quoteVolume),
      trades: this.#count,
      ...(this.#sided ? { takerBuyVolume: spelled(this.#takerBuyVolume), takerBuyQuoteVolume: spelled(this.#takerBuyQuoteVolume) } : {}),
      closed: name.closed,
      revision: this.#count,
    };
  }
}

const spelled = (sum: Big): string => {
  const canonical = canonicalDecimal(sum.round(MAX_DECIMAL_DIGITS, Big.roundHalfEven).toFixed());
  if (canonical === null) throw new TerminalError('DECIMAL_INVALID', 'A sum over the trades of a candle has too many digits.');
  return canonical;
};
