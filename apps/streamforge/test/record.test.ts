import { decodeRecord } from '@streamforge/codec/decode';
import type { MappedEvent } from '@streamforge/mappers/events';
import { simulateMarket } from '@streamforge/simulator/market';
import { describe, expect, it } from 'vitest';
import { recordOf } from '../src/replay/record.ts';

/** What the edge of a consumer makes of an event’s record: undefined when it is taken. */
const refusalOf = (event: MappedEvent): unknown => {
  const { key, value, headers = [] } = recordOf(event, '/test');
  const named = new Map(headers.map(([name, text]) => [name, Buffer.from(text)]));
  const record = { offset: 0, timestamp: Date.UTC(2030, 0, 1), key: Buffer.from(key), value: Buffer.from(value), header: (name: string) => named.get(name) };
  const decoded = decodeRecord(event.topic, 0, record);
  return decoded.ok ? undefined : decoded.refusal;
};

describe('the record of a replayed event', () => {
  it('is taken by the edge though its producer left the defaults out', () => {
    const note = { id: 'note-1', text: 'Quiet.', publishedAt: 1_704_067_200_000 };
    expect(refusalOf({ topic: 'documents.v1', value: note })).toBeUndefined();
  });

  it('is taken for every asset, trade, document, action and fill of the demo market', () => {
    const market = simulateMarket({ seed: 7, startTime: Date.UTC(2024, 0, 1) });
    const events = [...market.declarations, ...market.minutes().take(1_500).flatMap((minute) => minute.events)]
      .filter(({ topic }) => topic !== 'market.candles.v1');
    expect(new Set(events.map(({ topic }) => topic)).size).toBe(5);
    expect(events.map((event) => refusalOf(event)).filter((refusal) => refusal !== undefined)).toEqual([]);
  });
});
