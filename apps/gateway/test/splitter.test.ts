import { describe, expect, it } from 'vitest';
import { mulberry32 } from '@streamforge/determinism/random';
import { JsonSplitter, type Piece, type SplitterOptions } from '../src/produce/splitter.ts';

const plain: SplitterOptions = { maxBytes: 1_000, unwrapArray: false };

const shown = (piece: Piece): string | number => piece instanceof Uint8Array ? Buffer.from(piece).toString() : piece.tooLarge;

/** Splits a text that arrives in chunks of at most so many bytes. */
const split = (text: string, chunk = Number.MAX_SAFE_INTEGER, options = plain): readonly (string | number)[] => {
  const bytes = Buffer.from(text);
  const splitter = new JsonSplitter(options);
  const pieces: (string | number)[] = [];
  for (let at = 0; at < bytes.length; at += chunk) pieces.push(...splitter.push(Buffer.from(bytes.subarray(at, at + chunk))).map(shown));
  return [...pieces, ...splitter.end().map(shown)];
};

describe('a body of JSON values', () => {
  it('may have them one after another, with or without white space', () => {
    expect(split('{"a":1}{"b":2}\r\n\n  {"c":3}\t')).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
  });

  it('may hold brackets and quotes in its strings', () => {
    expect(split(String.raw`{"a":"}\"]{","b":"\\"}{"c":"[\\\"{"}`)).toEqual([String.raw`{"a":"}\"]{","b":"\\"}`, String.raw`{"c":"[\\\"{"}`]);
  });

  it('may hold scalars and nonsense, each for the strict reader to refuse', () => {
    expect(split('12 "a b" nul {"a":1}x')).toEqual(['12', '"a b"', 'nul', '{"a":1}', 'x']);
    expect(split('}{"a":1}')).toEqual(['}', '{"a":1}']);
    expect(split('\ufeff{"a":1} {"b":2}')).toEqual(['\ufeff{"a":1}', '{"b":2}']);
  });

  it('may be cut off: the rest is a value of its own', () => {
    expect(split('{"a":1}{"b":')).toEqual(['{"a":1}', '{"b":']);
    expect(split('"abc')).toEqual(['"abc']);
  });

  it('may be one array, whose items they are', () => {
    const options = { ...plain, unwrapArray: true };
    expect(split(' [ {"a":[1,2]} , [3],4,"x,]" ] ', 1_000, options)).toEqual(['{"a":[1,2]}', '[3]', '4', '"x,]"']);
    expect(split('[]', 1_000, options)).toEqual([]);
    expect(split('{"a":1}\n[5]', 1_000, options)).toEqual(['{"a":1}', '[5]']);
    expect(split('[1]', 1_000)).toEqual(['[1]']);
  });

  it('that are too large are counted and passed over, and the next is found', () => {
    const large = `{"a":"${'x'.repeat(5_000)}"}`;
    expect(split(`${large}{"b":2}`)).toEqual([large.length, '{"b":2}']);
    expect(split(`${large}{"b":2}`, 64)).toEqual([large.length, '{"b":2}']);
  });

  it('of any depth costs no stack', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(split(deep, 4_096, { maxBytes: 1_000_000, unwrapArray: false })).toEqual([deep]);
  });

  it('splits the same wherever its chunks end', () => {
    const random = mulberry32(7);
    const items = Array.from({ length: 40 }, (_, index) => JSON.stringify({ index, text: String.raw`{"[\u00e9\"${'é}'.repeat(Math.floor(random() * 9))}`, deep: [[{}], random()] }));
    for (const text of [items.join(''), items.join('\n')]) {
      for (const chunk of [1, 2, 3, 7, 64, 999]) expect(split(text, chunk)).toEqual(items);
    }
    for (const chunk of [1, 2, 5, 33]) expect(split(`[${items.join(', ')}]`, chunk, { ...plain, unwrapArray: true })).toEqual(items);
  });
});
