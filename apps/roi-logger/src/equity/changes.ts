/** What an account's fills after a moment changed: summed once, then gone through, a page in memory however many there are. */
import { byMethod } from '@streamforge/ledger/books';
import { assetOf } from '@streamforge/ledger/open-books';
import type { ByMethod } from '@streamforge/ledger/rows';
import { CHANGES_PAGE, type FillChange, type Moment } from '@streamforge/ledger/standing';
import { ZERO, type Money } from '@streamforge/portfolio/money';

type ReadPage = (after: Moment) => Promise<readonly FillChange[]>;

/** The sum of changes. */
export interface ChangeSums {
  readonly fills: number;
  readonly realised: ByMethod<Money>;
  readonly cost: ByMethod<Money>;
  readonly fees: Money;
  /** By `exchange:symbol`. */
  readonly quantities: ReadonlyMap<string, Money>;
}

const summed = (before: ChangeSums, page: readonly FillChange[]): ChangeSums => {
  const quantities = new Map(before.quantities);
  let { realised, cost, fees } = before;
  for (const change of page) {
    const asset = assetOf(change);
    quantities.set(asset, (quantities.get(asset) ?? ZERO).plus(change.quantity));
    realised = byMethod((method) => realised[method].plus(change.realised[method]));
    cost = byMethod((method) => cost[method].plus(change.cost[method]));
    fees = fees.plus(change.fee);
  }
  return { quantities, realised, cost, fees, fills: before.fills + page.length };
};

const nothing: ChangeSums = { fills: 0, realised: byMethod(() => ZERO), cost: byMethod(() => ZERO), fees: ZERO, quantities: new Map() };

export class Changes {
  readonly sums: ChangeSums;
  readonly #readPage: ReadPage;
  #page: readonly FillChange[];
  #at = 0;

  private constructor(sums: ChangeSums, firstPage: readonly FillChange[], readPage: ReadPage) {
    this.sums = sums;
    this.#page = firstPage;
    this.#readPage = readPage;
  }

  /** `readPage` answers the changes after a moment, in order, `CHANGES_PAGE` of them while there are more. */
  static async after(time: number, readPage: ReadPage): Promise<Changes> {
    const first = await readPage({ time });
    let sums = summed(nothing, first);
    for (let page = first; page.length === CHANGES_PAGE;) {
      page = await readPage(page.at(-1) as FillChange);
      sums = summed(sums, page);
    }
    return new Changes(sums, first, readPage);
  }

  /** The next change; undefined at the end. */
  async next(): Promise<FillChange | undefined> {
    const last = this.#page.at(-1);
    if (this.#at === CHANGES_PAGE && last !== undefined) {
      this.#page = await this.#readPage(last);
      this.#at = 0;
    }
    return this.#page[this.#at];
  }

  /** Goes on to the one after it. */
  take(): void {
    this.#at += 1;
  }
}
