/** What the writing thread holds in memory is bounded, and never decides what is stored. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { byteColumnBuilder, bytesAt, textReader } from '@streamforge/sqlite/byte-column';
import { entry, upTo } from '../src/conformance/samples.ts';
import { topicDictionary } from '../src/embedded/row-dictionary.ts';
import { migrations } from '../src/embedded/schema.ts';
import { added, removed, seriesDictionary } from '../src/embedded/series-dictionary.ts';
import { verdictsOf } from '../src/embedded/verdict-code.ts';
import { program as reading } from '../src/embedded/reader-program.ts';
import { program as writing } from '../src/embedded/writer-program.ts';
import { documentStoreOver } from '../src/embedded/store.ts';
import { writtenCounts } from '../src/embedded/written-counts.ts';
import { inlineThread } from '@streamforge/testing/inline-thread';

const database = (): DatabaseSync => {
  const db = new DatabaseSync(':memory:');
  for (const migration of migrations) db.exec(migration);
  return db;
};
const mark = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what the writing thread remembers', () => {
  it('is read again for a series that was dropped from memory', () => {
    const dictionary = seriesDictionary(database(), 'candles', 2);
    const names = upTo(5).map((number) => `s${number}`);
    const tallies = names.map(dictionary.tally);
    for (const tally of tallies) added(tally, 10, true);
    dictionary.save(tallies);
    const again = names.map(dictionary.tally);
    expect(again.map(({ id, live, first, last }) => [id, live, first, last])).toEqual(tallies.map(({ id }) => [id, 1, 10, 10]));
    expect(again.map((tally, index) => tally === tallies[index])).toEqual([false, false, false, true, true]);
  });

  it('counts a series down to nothing', () => {
    const dictionary = seriesDictionary(database(), 'candles', 2);
    const tally = dictionary.tally('s');
    added(tally, 10, true);
    removed(tally, 10, true);
    dictionary.save([tally]);
    dictionary.forget();
    expect(dictionary.tally('s')).toMatchObject({ live: 0, deleted: 0, first: Infinity, last: -Infinity });
  });

  it('gives thousands of topics one number each', () => {
    const topics = topicDictionary(database());
    const ids = upTo(2_500).map((number) => topics.idOf(mark(`topic-${number}`)));
    expect(new Set(ids).size).toBe(2_500);
    expect(upTo(2_500).map((number) => topics.idOf(mark(`topic-${number}`)))).toEqual(ids);
  });

  it('is forgotten when a call fails half way, and nothing of the call stays', async () => {
    const db = database();
    const store = documentStoreOver(inlineThread(db, writing, undefined), inlineThread(db, reading, undefined));
    await store.upsert('candles', [entry({ order: 1 })]);
    const half = [entry({ order: 2 }), { ...entry({ order: 3 }), source: { topic: 't', partition: 0, offset: Number.NaN } }];
    await expect(store.upsert('candles', half)).rejects.toThrow('NOT NULL');
    expect(await store.upsert('candles', [entry({ order: 2 })])).toEqual(['stored']);
    expect(await store.series('candles', { limit: 1 })).toMatchObject([{ count: 2, first: 1, last: 2 }]);
    expect(await store.lostWrites()).toBe(0);
  });
});

describe('the mark of acknowledged writes', () => {
  it.each(['', '{', 'null', '"text"', '[]', '{"candles":"many"}', '{"unknown":5}'])('says nothing when it reads %j', (text) => {
    expect(writtenCounts(database(), mark(text)).lost()).toBe(0);
  });

  it('counts what the database lacks once, however often it is opened', () => {
    const db = database();
    const counts = writtenCounts(db, undefined);
    counts.count('candles', 3);
    counts.count('trades', 5);
    const cut = database();
    const again = writtenCounts(cut, counts.toBytes());
    again.count('candles', 2);
    expect([again.lost(), writtenCounts(cut, counts.toBytes()).lost(), writtenCounts(cut, again.toBytes()).lost()]).toEqual([8, 8, 8]);
    again.clear('candles');
    expect(again.lost()).toBe(5);
  });

  it('is no loss when it lags behind', () => {
    const db = database();
    const counts = writtenCounts(db, undefined);
    const before = counts.toBytes();
    counts.count('candles', 3);
    expect(writtenCounts(db, before).lost()).toBe(0);
  });
});

describe('a batch between threads', () => {
  it('grows with its bytes', () => {
    const column = byteColumnBuilder(3, 1);
    for (const text of ['', 'aé'.repeat(1_000), '\uFEFF']) column.addText(text);
    const finished = column.finish();
    expect(upTo(3).map(textReader(finished))).toEqual(['', 'aé'.repeat(1_000), '\uFEFF']);
    expect(bytesAt(finished, 2)).toEqual(mark('\uFEFF'));
    expect(() => bytesAt(finished, 3)).toThrow(RangeError);
  });

  it('is refused when it holds a verdict that does not exist', () => {
    expect(verdictsOf(Uint8Array.of(0, 1, 2, 3))).toEqual(['stored', 'same', 'older', 'conflict']);
    expect(() => verdictsOf(Uint8Array.of(4))).toThrow(RangeError);
  });
});
