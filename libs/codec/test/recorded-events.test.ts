import { readdirSync, readFileSync } from 'node:fs';
import type { TopicName } from '@streamforge/contracts/topics';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../src/decode.ts';
import { encodeValue } from '../src/encode.ts';
import { record } from './records.ts';

interface Fixture {
  readonly topic: TopicName;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: unknown;
  readonly reads: never;
}

const folder = new URL('../../contracts/fixtures/v1/', import.meta.url);
const fixtures = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Fixture);

describe('an event recorded under contract version 1', () => {
  it.each(fixtures)('of $topic is decoded for ever, and its canonical body again', ({ topic, key, headers, value, reads }) => {
    const expected = { received: { kind: 'event', topic, key, eventTime: Date.parse(headers.ce_time ?? ''), value: reads } };
    expect(decodeRecord(topic, 0, record({ key, value, headers }))).toMatchObject(expected);
    expect(decodeRecord(topic, 0, record({ key, value: encodeValue(topic, reads), headers }))).toMatchObject(expected);
  });
});
