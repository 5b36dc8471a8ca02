import { describe, expect, it } from 'vitest';
import { eventHeaders } from '../src/cloudevents.ts';
import { decodeRecord } from '../src/decode.ts';
import { candle, record } from './records.ts';

const type = 'streamforge.market.candle.v1';
const binary = { 'content-type': 'application/json', ce_specversion: '1.0', ce_id: 'c-1', ce_source: '/binance', ce_type: type,
  ce_time: '2024-01-01T00:00:01.5Z' };

const judge = (headers: Readonly<Record<string, string | Uint8Array>>, value: unknown = candle): string => {
  const decoded = decodeRecord('market.candles.v1', 0, record({ headers, value }));
  return decoded.ok ? 'event' : decoded.refusal.code;
};
const timeOf = (headers: Readonly<Record<string, string>>, value: unknown = candle): number | undefined => {
  const decoded = decodeRecord('market.candles.v1', 0, record({ headers, value }));
  return decoded.ok ? decoded.received.eventTime : Number.NaN;
};

describe('an event we write', () => {
  it('has the headers of the Kafka binding and is read again', () => {
    const headers = Object.fromEntries(eventHeaders({ id: 'x', source: '/streamforge/ingest', type, time: 1_704_067_200_000 })
      .map(([name, value]) => [name, Buffer.from(value).toString()]));
    expect(headers).toEqual({
      'content-type': 'application/json', ce_specversion: '1.0', ce_id: 'x', ce_source: '/streamforge/ingest', ce_type: type,
        ce_time: '2024-01-01T00:00:00.000Z',
    });
    expect(timeOf(headers)).toBe(1_704_067_200_000);
  });

  it('keeps its source and type however many sources there are', () => {
    for (let index = 0; index < 2_100; index += 1) {
      const headers = eventHeaders({ id: 'x', source: `/s/${index}`, type, time: 0 }).map(([, value]) => Buffer.from(value).toString());
      expect(headers.slice(3, 5)).toEqual([`/s/${index}`, type]);
    }
    expect(Buffer.from(eventHeaders({ id: 'x', source: '/s/0', type: 'other.v1', time: 0 })[4]![1]).toString()).toBe('other.v1');
  });
});

describe('binary mode', () => {
  it('is read, with its time', () => expect(timeOf(binary)).toBe(1_704_067_201_500));
  it('does not mind extensions and other content types', () => {
    expect(judge({ ...binary, ce_traceparent: '00-…', ce_custom: 'x' })).toBe('event');
    expect(judge({ ...binary, 'content-type': 'application/json; charset=utf-8' })).toBe('event');
  });

  it.each([
    ['another specversion', { ce_specversion: '0.3' }, 'EVENT_HEADER_INVALID'],
    ['another type', { ce_type: 'streamforge.market.trade.v1' }, 'EVENT_TYPE_UNKNOWN'],
    ['a type of no version', { ce_type: 'candle' }, 'EVENT_TYPE_UNKNOWN'],
    ['a type that is not UTF-8', { ce_type: Buffer.from([0xff]) }, 'EVENT_TYPE_UNKNOWN'],
    ['the same type, newer', { ce_type: 'streamforge.market.candle.v2' }, 'EVENT_VERSION_UNSUPPORTED'],
    ['the same type, much newer', { ce_type: 'streamforge.market.candle.v10' }, 'EVENT_VERSION_UNSUPPORTED'],
    ['the same type, older', { ce_type: 'streamforge.market.candle.v0' }, 'EVENT_TYPE_UNKNOWN'],
    ['a time that is none', { ce_time: 'yesterday' }, 'EVENT_HEADER_INVALID'],
    ['a time in milliseconds', { ce_time: '1704067200000' }, 'EVENT_HEADER_INVALID'],
    ['year 0', { ce_time: '0000-01-01T00:00:00Z' }, 'EVENT_HEADER_INVALID'],
    ['year 9999', { ce_time: '9999-12-31T23:59:59Z' }, 'EVENT_HEADER_INVALID'],
    ['a batch of events', { 'content-type': 'application/cloudevents-batch+json' }, 'ENCODING_UNSUPPORTED'],
    ['an envelope in another format', { 'content-type': 'application/cloudevents+avro' }, 'ENCODING_UNSUPPORTED'],
  ])('%s is refused', (_what, changed, code) => expect(judge({ ...binary, ...changed })).toBe(code));
});

describe('structured mode', () => {
  const headers = { 'content-type': 'Application/CloudEvents+JSON; charset=utf-8' };
  const envelope = { specversion: '1.0', id: 'c-1', source: '/binance', type, time: '2024-01-01T00:00:01Z',
    datacontenttype: 'application/json', extension: 1, data: candle };

  it('is read, with or without its time', () => {
    expect(timeOf(headers, envelope)).toBe(1_704_067_201_000);
    expect(timeOf(headers, { ...envelope, time: undefined })).toBeUndefined();
  });

  it.each([
    ['no object', [envelope], 'EVENT_INVALID'],
    ['null', 'null', 'EVENT_INVALID'],
    ['no specversion', { ...envelope, specversion: undefined }, 'EVENT_HEADER_INVALID'],
    ['another type', { ...envelope, type: 'x' }, 'EVENT_TYPE_UNKNOWN'],
    ['no type', { ...envelope, type: undefined }, 'EVENT_TYPE_UNKNOWN'],
    ['a newer type', { ...envelope, type: 'streamforge.market.candle.v2' }, 'EVENT_VERSION_UNSUPPORTED'],
    ['a time that is none', { ...envelope, time: 1_704_067_200_000 }, 'EVENT_HEADER_INVALID'],
    ['no data', { ...envelope, data: undefined }, 'EVENT_INVALID'],
    ['data in base64', { ...envelope, data: undefined, data_base64: 'e30=' }, 'EVENT_INVALID'],
    ['bad data', { ...envelope, data: { ...candle, open: 'x' } }, 'DECIMAL_INVALID'],
  ])('%s is refused', (_what, value, code) => expect(judge(headers, value)).toBe(code));
});

describe('plain JSON', () => {
  it('needs no header and has no time', () => expect(timeOf({})).toBeUndefined());
});
