/** The specification of the relational port. An adapter's test calls it with a way to open the port on an empty place. */
import { describe } from 'vitest';
import { bulk } from './conformance/bulk.ts';
import { closing } from './conformance/closing.ts';
import { migrations } from './conformance/migrations.ts';
import { order } from './conformance/order.ts';
import type { NewPlace } from './conformance/subject.ts';
import { transactions } from './conformance/transactions.ts';
import { values } from './conformance/values.ts';

export type { NewPlace, Place } from './conformance/subject.ts';

export const relationalConformance = (newPlace: NewPlace): void => {
  describe('a relational store', () => {
    for (const concept of [values, order, transactions, bulk, migrations, closing]) concept(newPlace);
  });
};
