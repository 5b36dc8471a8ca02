/** Amounts on their way into columns and out of them. */
import { money, textOf, type Money } from '@streamforge/portfolio/money';
import { decimal, type Decimal } from '@streamforge/relational/columns';
import { byMethod } from './books.ts';
import type { ByMethod } from './rows.ts';

export const column = (amount: Money): Decimal => decimal(textOf(amount));

type Columns<Name extends string> = { readonly [Method in keyof ByMethod<never> as `${Name}_${Method}`]: Decimal };

/** `realised` → `realised_fifo` and `realised_average`. */
export const columns = <const Name extends string>(name: Name, amounts: ByMethod<Money>): Columns<Name> =>
  ({ [`${name}_fifo`]: column(amounts.fifo), [`${name}_average`]: column(amounts.average) }) as Columns<Name>;

/** The inverse of `columns`. */
export const amounts = <const Name extends string>(name: Name, row: Columns<Name>): ByMethod<Money> =>
  byMethod((method) => money(row[`${name}_${method}` as keyof Columns<Name>] as string));
