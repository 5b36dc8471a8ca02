/** Amounts on their way into columns and out of them. */
import { money, textOf, type Money } from '@streamforge/portfolio/money';
import type { Decimal } from '@streamforge/relational/columns';
import { byMethod } from './books.ts';
import type { ByMethod } from './rows.ts';

/** An amount as a column takes it. */
export const column = (amount: Money): Decimal => amountOf(textOf(amount));

/** An amount of a position or a close, which is canonical already. */
export const amountOf = (text: string): Decimal => text as Decimal;

type Columns<Name extends string> = { readonly [Method in keyof ByMethod<never> as `${Name}_${Method}`]: Decimal };

/** `realised` → `realised_fifo`, `realised_lifo` and `realised_average`. */
export const columns = <const Name extends string>(name: Name, amounts: ByMethod<Money>): Columns<Name> =>
  ({ [`${name}_fifo`]: column(amounts.fifo), [`${name}_lifo`]: column(amounts.lifo), [`${name}_average`]: column(amounts.average) }) as Columns<Name>;

/** The inverse of `columns`. */
export const amounts = <const Name extends string>(name: Name, row: Columns<Name>): ByMethod<Money> =>
  byMethod((method) => money(row[`${name}_${method}` as keyof Columns<Name>] as string));
