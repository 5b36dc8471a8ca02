import { judgeTime } from '@streamforge/market/time-rules';
import type { Rejection } from '@streamforge/service-host/service';
import { booksOf } from './books.ts';
import type { RoiHandler } from './context.ts';
import { settle } from './settle.ts';

/** Keeps what agents decided and why, beside their fills. */
export const logActions: RoiHandler<'agent.actions.v1'> = async (batch, context) => {
  const rejected: Rejection[] = [];
  const valid = batch.filter((record) => record.kind === 'event').filter((record) => {
    const breach = judgeTime(record.value.time, record.timestamp);
    if (breach !== undefined) rejected.push({ record, ...breach });
    return breach === undefined;
  });
  const { ledger } = await booksOf(context);
  const kept = await ledger.keepActions(valid);
  return [...rejected, ...settle(valid, kept, context, ({ value }) => `Action ${value.id} of ${value.account}`)];
};
