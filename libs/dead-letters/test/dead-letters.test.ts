import type { ErrorCode } from '@streamforge/contracts/errors';
import type { EventLog, LogRecord } from '@streamforge/event-log/port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileLineDeadLetter } from '../src/file-line.ts';
import { redriveHeaders } from '../src/headers.ts';
import { headerText } from '../src/letter.ts';
import { listDeadLetters } from '../src/list.ts';
import { deadLetterRecord } from '../src/record.ts';
import { redrive } from '../src/redrive.ts';
import { showDeadLetter } from '../src/show.ts';
import { openLog, type OpenedLog } from './open-log.ts';

const TOPIC = 'market.candles.v1';
const DLQ = `${TOPIC}.dlq`;
const PARTITIONS = 3;

let opened: OpenedLog;
let log: EventLog;

beforeEach(async () => {
  opened = await openLog([TOPIC, DLQ, 'documents.v1', 'documents.v1.dlq'], PARTITIONS);
  ({ log } = opened);
});
afterEach(() => opened.close());

const readAll = async (topic: string): Promise<readonly { readonly partition: number; readonly record: LogRecord }[]> =>
  (await Promise.all((await log.offsets(topic)).map(async ({ partition, start, end }) => {
    const records = end === start ? [] : await log.read({ topic, partition, offset: start }, { maxRecords: 10_000, maxBytes: 1e9 });
    return records.map((record) => ({ partition, record }));
  }))).flat();

/** Produces a record and lets the group `ingest` refuse it, as the host's consume loop does. */
const refuse = async (
  key: string | null, value: string | Uint8Array, { code = 'JSON_INVALID', message = 'It was bad.', attempt = 1 }: { code?: ErrorCode; message?: string; attempt?: number } = {},
) => {
  const [place] = await log.produce(TOPIC, [{ key, value, headers: [['ce_id', 'a'], ['trace', Uint8Array.of(0, 255)]] }]);
  if (place === undefined) throw new Error('nothing was produced');
  const [record] = await log.read(place, { maxRecords: 1, maxBytes: 1 });
  if (record === undefined) throw new Error('nothing was read');
  opened.clock.now += 1_000;
  const [letter] = await log.produce(DLQ, [{
    ...deadLetterRecord(record, { code, message, service: 'ingest', group: 'ingest', topic: TOPIC, partition: place.partition, attempt }),
    partition: place.partition,
  }]);
  if (letter === undefined) throw new Error('no letter was written');
  return { place, letter };
};

describe('a dead letter', () => {
  it('keeps the bytes, key and headers of the record and says why, by whom and where', async () => {
    const { place, letter } = await refuse('k', Uint8Array.of(0x7b, 0xff, 0x00), { code: 'ENCODING_NOT_UTF8', message: 'Its first bytes are 7bff00.' });
    const shown = await showDeadLetter(log, letter);
    expect(shown).toMatchObject({
      ...letter, code: 'ENCODING_NOT_UTF8', message: 'Its first bytes are 7bff00.', service: 'ingest', group: 'ingest', attempt: 1, key: 'k', bytes: 3,
      redriven: false, origin: { kind: 'record', topic: TOPIC, partition: place.partition, offset: place.offset },
    });
    expect([...shown?.value ?? []]).toEqual([0x7b, 0xff, 0x00]);
    expect(shown?.headers.slice(0, 2).map(([name, value]) => [name, [...value]])).toEqual([['ce_id', [97]], ['trace', [0, 255]]]);
  });

  it('has a message that no terminal and no eye can be fooled by, of at most 500 characters', async () => {
    const { letter } = await refuse('k', '{', { message: `\u001b[31mred\u202e\u200b\n${'x'.repeat(900)}` });
    const message = (await showDeadLetter(log, letter))?.message ?? '';
    expect(message).toMatch(/^\[31mred x+…$/);
    expect(message).toHaveLength(500);
  });

  it('is not hidden by a producer who sends our headers', async () => {
    const [place] = await log.produce(TOPIC, [{ key: 'k', value: '{', headers: [['sf_dlq_redriven', '0'], ['sf_dlq_code', 'FORGED']] }]);
    if (place === undefined) throw new Error('nothing was produced');
    const [record] = await log.read(place, { maxRecords: 1, maxBytes: 1 });
    if (record === undefined) throw new Error('nothing was read');
    await log.produce(DLQ, [deadLetterRecord(record, { code: 'JSON_INVALID', message: '', service: 's', group: 'g', topic: TOPIC, partition: place.partition, attempt: 1 })]);
    expect((await listDeadLetters(log, { limit: 9 })).letters.map(({ code, redriven }) => [code, redriven])).toEqual([['JSON_INVALID', false]]);
  });

  it('of a line of a file has its file and line', async () => {
    const bytes = Buffer.from('2026-02-01;1;2');
    await log.produce(DLQ, [fileLineDeadLetter({ topic: TOPIC, file: 'btc.csv', line: 17, bytes, code: 'FILE_LINE_INVALID', message: 'No comma.', service: 'replay' })]);
    const { letters: [letter] } = await listDeadLetters(log, { limit: 9 });
    expect(letter).toMatchObject({ code: 'FILE_LINE_INVALID', origin: { kind: 'line', topic: TOPIC, file: 'btc.csv', line: 17 }, group: '', bytes: bytes.length });
  });
});

describe('the list of dead letters', () => {
  it('is in order of time over all partitions, either way, and its pages leave nothing out and repeat nothing', async () => {
    const written: string[] = [];
    for (let index = 0; index < 25; index += 1) {
      const { letter } = await refuse(`key-${index}`, `{${index}`);
      written.push(`${letter.partition}@${letter.offset}`);
    }
    for (const order of ['newest', 'oldest'] as const) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await listDeadLetters(log, { order, limit: 4, after });
        expect(page.letters.length).toBeLessThanOrEqual(4);
        seen.push(...page.letters.map(({ partition, offset }) => `${partition}@${offset}`));
        after = page.next;
      } while (after !== undefined);
      expect(seen).toEqual(order === 'oldest' ? written : written.toReversed());
    }
  });

  it('reads windows larger than one page of the log', async () => {
    for (let index = 0; index < 450; index += 1) await refuse('same', `{${index}`);
    const { letters } = await listDeadLetters(log, { limit: 450 });
    expect(new Set(letters.map(({ offset }) => offset)).size).toBe(450);
    expect(letters[0]?.offset).toBe(449);
  });

  it('narrows by topic, code, time and text', async () => {
    await refuse('a', '{"symbol":"BTC"');
    const between = opened.clock.now + 1;
    await refuse('b', '{"symbol":"ETH"', { code: 'EVENT_INVALID' });
    const keys = async (filter: Parameters<typeof listDeadLetters>[1]): Promise<readonly (string | null)[]> => (await listDeadLetters(log, filter)).letters.map(({ key }) => key);
    expect(await keys({ limit: 9, topic: TOPIC })).toEqual(['b', 'a']);
    expect(await keys({ limit: 9, topic: 'documents.v1' })).toEqual([]);
    expect(await keys({ limit: 9, code: 'EVENT_INVALID' })).toEqual(['b']);
    expect(await keys({ limit: 9, from: between })).toEqual(['b']);
    expect(await keys({ limit: 9, to: between })).toEqual(['a']);
    expect(await keys({ limit: 9, contains: 'BTC' })).toEqual(['a']);
  });

  it('refuses a cursor that is none', async () => {
    await expect(listDeadLetters(log, { limit: 1, after: 'nonsense' })).rejects.toThrow(RangeError);
  });
});

describe('redriving', () => {
  it('hands the record back as it was, for the group that refused it, and says from where', async () => {
    const { place, letter } = await refuse('k', Uint8Array.of(0x7b, 0xff));
    expect(await redrive(log, { at: letter })).toEqual({ redriven: 1, alreadyRedriven: 0, notRedrivable: 0 });
    const [, again] = (await readAll(TOPIC)).filter(({ partition }) => partition === place.partition);
    const record = again?.record;
    if (record === undefined) throw new Error('nothing was handed back');
    expect([...record.value ?? []]).toEqual([0x7b, 0xff]);
    expect(Buffer.from(record.key ?? []).toString()).toBe('k');
    expect(record.headers().map(([name]) => name)).toEqual(['ce_id', 'trace', redriveHeaders.group, redriveHeaders.of, redriveHeaders.attempt]);
    expect(headerText(record, redriveHeaders.group)).toBe('ingest');
    expect(headerText(record, redriveHeaders.of)).toBe(`${DLQ}[${letter.partition}]@${letter.offset}`);
    expect(headerText(record, redriveHeaders.attempt)).toBe('2');
  });

  it('twice, or by two people at once, changes nothing', async () => {
    for (let index = 0; index < 7; index += 1) await refuse(`key-${index}`, `{${index}`);
    const outcomes = await Promise.all([redrive(log, { matching: {} }), redrive(log, { matching: {} })]);
    expect(outcomes.map(({ redriven, alreadyRedriven }) => [redriven, alreadyRedriven])).toEqual([[7, 0], [0, 7]]);
    expect(await readAll(TOPIC)).toHaveLength(14);
    expect((await listDeadLetters(log, { limit: 99 })).letters).toEqual([]);
    expect((await listDeadLetters(log, { limit: 99, redriven: true })).letters.every(({ redriven }) => redriven)).toBe(true);
  });

  it('takes only what matches', async () => {
    await refuse('a', '{', { code: 'JSON_INVALID' });
    await refuse('b', '{', { code: 'EVENT_INVALID' });
    expect(await redrive(log, { matching: { code: 'EVENT_INVALID' } })).toEqual({ redriven: 1, alreadyRedriven: 0, notRedrivable: 0 });
    expect((await listDeadLetters(log, { limit: 9 })).letters.map(({ key }) => key)).toEqual(['a']);
  });

  it('leaves lines of files where they are and counts them', async () => {
    await log.produce(DLQ, [fileLineDeadLetter({ topic: TOPIC, file: 'f', line: 1, bytes: Buffer.from('x'), code: 'FILE_LINE_INVALID', message: '', service: 'replay' })]);
    expect(await redrive(log, { matching: {} })).toEqual({ redriven: 0, alreadyRedriven: 0, notRedrivable: 1 });
    expect(await readAll(TOPIC)).toEqual([]);
  });

  it('of a record that fails again gives a new letter, whose own redrive carries a higher attempt and no old headers', async () => {
    const { letter } = await refuse('k', '{');
    await redrive(log, { at: letter });
    const second = (await readAll(TOPIC)).at(-1);
    if (second === undefined) throw new Error('nothing was handed back');
    const attempt = Number(headerText(second.record, redriveHeaders.attempt));
    const [again] = await log.produce(DLQ, [{
      ...deadLetterRecord(second.record, { code: 'JSON_INVALID', message: '', service: 'ingest', group: 'ingest', topic: TOPIC, partition: second.partition, attempt }),
      partition: second.partition,
    }]);
    if (again === undefined) throw new Error('no letter was written');
    expect((await listDeadLetters(log, { limit: 9 })).letters.map((each) => [each.offset, each.attempt])).toEqual([[again.offset, 2]]);
    await redrive(log, { matching: {} });
    const third = (await readAll(TOPIC)).at(-1)?.record;
    if (third === undefined) throw new Error('nothing was handed back');
    expect(headerText(third, redriveHeaders.attempt)).toBe('3');
    expect(third.headers().filter(([name]) => name === redriveHeaders.of)).toHaveLength(1);
  });
});
