import { limits } from '@streamforge/contracts/limits';
import type { TopicName } from '@streamforge/contracts/topics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../src/decode.ts';
import { encodeValue } from '../src/encode.ts';
import { asset, assetKey, candle, candleKey, record, type Sent } from './records.ts';

const judge = (sent: Sent, topic: TopicName = 'market.candles.v1'): string => {
  const decoded = decodeRecord(topic, 3, record(sent));
  return decoded.ok ? decoded.received.kind : decoded.refusal.code;
};

describe('a valid record', () => {
  it('becomes an event with its place, canonical decimals and defaults', () => {
    const value = { ...candle, open: '042283.580', high: 42298.62, volume: '3.592724e1' };
    expect(decodeRecord('market.candles.v1', 3, record({ value, headers: { ce_time: '2024-01-01T00:01:00Z' } }))).toEqual({
      ok: true,
      received: {
        kind: 'event', topic: 'market.candles.v1', partition: 3, offset: 7, timestamp: 1_704_067_260_000, key: candleKey,
          eventTime: 1_704_067_260_000,
        value: { ...candle, closed: true, revision: 0 },
      },
    });
  });

  it('is the same event after being written and read again', () => {
    const decoded = decodeRecord('market.candles.v1', 3, record());
    if (!decoded.ok || decoded.received.kind !== 'event') throw new Error('The record is valid.');
    expect(decodeRecord('market.candles.v1', 3,
      record({ value: encodeValue('market.candles.v1', decoded.received.value) }))).toEqual(decoded);
  });
});

describe('sizes', () => {
  it('a value of exactly 1 MiB is judged by its content, one byte more by its size', () => {
    const padded = (bytes: number): string => JSON.stringify(candle).padEnd(bytes, ' ');
    expect(judge({ value: padded(limits.recordBytes) })).toBe('event');
    expect(judge({ value: padded(limits.recordBytes + 1) })).toBe('RECORD_TOO_LARGE');
  });

  it('a key of 1,024 bytes is judged by its content, one byte more by its size', () => {
    expect(judge({ key: 'k'.repeat(limits.keyBytes) })).toBe('KEY_MISMATCH');
    expect(judge({ key: 'k'.repeat(limits.keyBytes + 1) })).toBe('KEY_TOO_LONG');
  });
});

describe('keys', () => {
  it.each([
    ['none', null, 'KEY_MISSING'],
    ['an empty one', '', 'KEY_MISSING'],
    ['one that is not UTF-8', Buffer.from([0xff, 0xfe]), 'ENCODING_NOT_UTF8'],
    ['one of another series', 'binance:ETHUSDT:1m', 'KEY_MISMATCH'],
    ['one in other letters', 'binance:btcusdt:1m', 'KEY_MISMATCH'],
  ])('%s is refused', (_what, key, code) => expect(judge({ key })).toBe(code));
});

describe('tombstones', () => {
  const headers = { ce_time: '2024-01-01T00:00:00Z' };

  it.each(['market.assets.v1', 'documents.v1', 'documents.clean.v1'] as const)('delete on %s', (topic) => {
    expect(decodeRecord(topic, 0, record({ key: assetKey, value: null, headers }))).toEqual({
      ok: true, received: { kind: 'tombstone', topic, partition: 0, offset: 7, timestamp: 1_704_067_260_000, key: assetKey,
        eventTime: 1_704_067_200_000 },
    });
  });

  it.each(['market.candles.v1', 'market.trades.v1', 'agent.fills.v1', 'market.bars.v1'] as const)('are bad input on %s', (topic) => {
    expect(judge({ value: null, headers }, topic)).toBe('TOMBSTONE_REFUSED');
  });

  it('need a key and a time that can be read', () => {
    expect(judge({ key: null, value: null, headers }, 'market.assets.v1')).toBe('KEY_MISSING');
    expect(judge({ key: assetKey, value: null }, 'market.assets.v1')).toBe('TOMBSTONE_TIME_MISSING');
    expect(judge({ key: assetKey, value: null, headers: { ce_time: 'now' } }, 'market.assets.v1')).toBe('EVENT_HEADER_INVALID');
    expect(judge({ key: assetKey, value: null, headers: { ...headers, ce_type: 'x' } }, 'market.assets.v1')).toBe('EVENT_TYPE_UNKNOWN');
  });

  it('are not the same as an empty value or JSON’s null', () => {
    expect(judge({ key: assetKey, value: '' }, 'market.assets.v1')).toBe('RECORD_EMPTY');
    expect(judge({ key: assetKey, value: 'null' }, 'market.assets.v1')).toBe('EVENT_INVALID');
    expect(judge({ key: assetKey, value: asset }, 'market.assets.v1')).toBe('event');
  });
});

describe('for any record', () => {
  it('there is an event or a code, never an exception', () => {
    const bytes = fc.option(fc.uint8Array({ maxLength: 100 }));
    const json = fc.json().map((text) => Buffer.from(text));
    fc.assert(fc.property(bytes, fc.oneof(bytes, json),
      fc.dictionary(fc.constantFrom('ce_type', 'ce_time', 'ce_specversion', 'content-type'), fc.string()), (key, value, headers) => {
      expect(judge({ key, value, headers }, 'documents.v1')).not.toBe('event');
    }), { numRuns: 1_000 });
  });
});
