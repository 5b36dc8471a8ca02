import { judgeTime } from '@streamforge/market/time-rules';
import { judge } from '@streamforge/service-host/judge';
import { booksOf } from './books.ts';
import type { RoiHandler } from './context.ts';
import { settle } from './settle.ts';

/** Keeps what agents decided and why, beside their fills. */
export const logActions: RoiHandler<'agent.actions.v1'> = async (batch, context) => {
  const { valid, rejected } = judge(batch, ({ time }, timestamp) => judgeTime(time, timestamp));
  const { ledger } = await booksOf(context);
  const kept = await ledger.keepActions(valid);
  return [...rejected, ...settle(valid, kept, context, ({ value }) => `Action ${value.id} of ${value.account}`)];
};
