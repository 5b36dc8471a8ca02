/** Walks an account through event time: its fills and the closes of what it holds, point by point. */
import type { DocumentStore } from '@streamforge/document-store/port';
import { byMethod } from '@streamforge/ledger/books';
import { assetOf } from '@streamforge/ledger/open-books';
import type { ByMethod, EquityPoint } from '@streamforge/ledger/rows';
import type { FillChange, Standing } from '@streamforge/ledger/standing';
import { money, product, ratio, textOf, ZERO, type Money } from '@streamforge/portfolio/money';
import type { AssetName } from './bar-series.ts';
import type { Changes } from './changes.ts';
import { AssetCloses } from './closes.ts';
import { pointAt } from './grid.ts';

/** An asset that is or was held. */
interface Held extends AssetName {
  quantity: Money;
  /** Price of the last fill: what it is worth until a bar has closed. */
  price: string;
  closes: AssetCloses | undefined;
}

export interface WalkOptions {
  readonly documents: DocumentStore;
  /** The account as it is, and what its fills after `after` changed: what it was at `after` is the difference. */
  readonly standing: Standing;
  readonly changes: Changes;
  /** A point of the grid: the first that is made comes after it. */
  readonly after: number;
  /** Price of an asset's last fill at or before `after`. */
  readonly priceAt: (asset: AssetName) => Promise<string | undefined>;
}

/**
 * A walk through the points of an account. One exists wherever a fill happened or a bar of what is held then closed, since the point before;
 * so which there are, and what they say, depends on fills and bars and on nothing else.
 */
export class Walk {
  readonly #options: WalkOptions;
  readonly #held: Map<string, Held>;
  #realised: ByMethod<Money>;
  #cost: ByMethod<Money>;
  #fees: Money;
  #fills: number;

  private constructor(options: WalkOptions, held: Map<string, Held>) {
    const { standing: { sums, assets }, changes: { sums: later } } = options;
    this.#options = options;
    this.#held = held;
    this.#realised = byMethod((method) => sums.realised[method].minus(later.realised[method]));
    this.#cost = byMethod((method) => [...assets.values()].reduce((sum, { cost }) => sum.plus(cost[method]), ZERO).minus(later.cost[method]));
    this.#fees = sums.fees.minus(later.fees);
    this.#fills = sums.fills - later.fills;
  }

  static async begin(options: WalkOptions): Promise<Walk> {
    const { documents, standing, changes, after, priceAt } = options;
    const held = new Map<string, Held>();
    for (const [name, { exchange, symbol, quantity: now, lastTime, lastPrice }] of standing.assets) {
      const quantity = now.minus(changes.sums.quantities.get(name) ?? ZERO);
      if (quantity.eq(ZERO)) continue;
      const closes = await AssetCloses.open(documents, { exchange, symbol }, after);
      const price = lastTime <= after ? lastPrice : await priceAt({ exchange, symbol }) ?? lastPrice;
      held.set(name, { exchange, symbol, quantity, price, closes });
    }
    return new Walk(options, held);
  }

  /** The next point of the grid where something happens; Infinity at the end. */
  async next(): Promise<number> {
    let time = (await this.#options.changes.next())?.time ?? Number.POSITIVE_INFINITY;
    for (const { closes } of this.#held.values()) time = Math.min(time, await closes?.nextTime() ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(time) ? pointAt(this.#options.standing.sums.grid, time) : time;
  }

  /** Goes on to a point that `next` gave, and values the account there. */
  async advance(point: number): Promise<EquityPoint> {
    const { changes, documents } = this.#options;
    for (let change = await changes.next(); change !== undefined && change.time <= point; change = await changes.next()) {
      this.#take(change);
      changes.take();
    }
    for (const [name, asset] of this.#held) {
      if (asset.quantity.eq(ZERO)) {
        await asset.closes?.end();
        this.#held.delete(name);
      } else if (asset.closes === undefined) asset.closes = await AssetCloses.open(documents, asset, point);
      else await asset.closes.advance(point);
    }
    return this.#value(point);
  }

  async end(): Promise<void> {
    for (const { closes } of this.#held.values()) await closes?.end();
  }

  #take(change: FillChange): void {
    const { exchange, symbol, price, quantity } = change;
    const name = assetOf(change);
    const asset = this.#held.get(name) ?? { exchange, symbol, quantity: ZERO, price, closes: undefined };
    asset.quantity = asset.quantity.plus(quantity);
    asset.price = price;
    this.#held.set(name, asset);
    this.#realised = byMethod((method) => this.#realised[method].plus(change.realised[method]));
    this.#cost = byMethod((method) => this.#cost[method].plus(change.cost[method]));
    this.#fees = this.#fees.plus(change.fee);
    this.#fills += 1;
  }

  #value(time: number): EquityPoint {
    const capital = money(this.#options.standing.sums.capital);
    let worth = ZERO;
    for (const { quantity, closes, price } of this.#held.values()) worth = worth.plus(product(quantity, money(closes?.mark ?? price)));
    const unrealised = byMethod((method) => worth.minus(this.#cost[method]));
    const gained = this.#realised.fifo.plus(unrealised.fifo).minus(this.#fees);
    return {
      time,
      equity: textOf(capital.plus(gained)),
      realised: byMethod((method) => textOf(this.#realised[method])),
      unrealised: byMethod((method) => textOf(unrealised[method])),
      fees: textOf(this.#fees),
      roi: ratio(gained, capital) ?? '0',
      fills: this.#fills,
    };
  }
}
