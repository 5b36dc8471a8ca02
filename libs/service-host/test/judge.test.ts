import type { Received } from '@streamforge/codec/received';
import { describe, expect, it } from 'vitest';
import { judge } from '../src/judge.ts';

const place = { partition: 0, timestamp: 5, key: 'a', topic: 'market.assets.v1' as const };
const asset = (offset: number, symbol: string) =>
  ({ ...place, kind: 'event', offset, eventTime: undefined, value: { exchange: 'local', symbol } }) as unknown as Received<'market.assets.v1'>;
const tombstone: Received<'market.assets.v1'> = { ...place, kind: 'tombstone', offset: 2, eventTime: 4 };

describe('the judgement of a batch', () => {
  it('parts what follows its rules from what does not, in order, and leaves deletions to others', () => {
    const refusal = { code: 'EVENT_INVALID', detail: 'no such symbol' } as const;
    const batch = [asset(0, 'BTCUSDT'), asset(1, 'NONE'), tombstone, asset(3, 'ETHUSDT')];
    const { valid, rejected } = judge(batch, ({ symbol }, timestamp) => (symbol === 'NONE' && timestamp === 5 ? refusal : undefined));
    expect(valid.map(({ offset }) => offset)).toEqual([0, 3]);
    expect(rejected).toEqual([{ record: batch[1], ...refusal }]);
  });
});
