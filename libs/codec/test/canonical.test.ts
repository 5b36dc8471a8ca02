import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../src/canonical.ts';
import { sha256 } from '../src/digest.ts';
import { readJsonText } from '../src/json.ts';

/** RFC 8785 in the plainest words, to compare with. */
const plainly = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const object = value as Record<string, unknown>;
  return `{${Object.keys(object).toSorted().map((key) => `${JSON.stringify(key)}:${plainly(object[key])}`).join(',')}}`;
};

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toReversed().map(([key, member]) => [key, reversed(member)]));
};

describe('canonical JSON', () => {
  it('sorts by UTF-16 code units (the example of RFC 8785 §3.2.3)', () => {
    const value = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', 'ö': 'Latin Small Letter O With Diaeresis' };
    expect(Object.keys(JSON.parse(canonicalJson(value)) as object)).toHaveLength(7);
    expect(canonicalJson(value)).toBe('{"\\r":"Carriage Return","1":"One","\u0080":"Control",'
      + '"ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign",'
      + '"😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}');
  });

  it.each([
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ b: { d: 1, c: [] }, a: null }, '{"a":null,"b":{"c":[],"d":1}}'],
    [{ '10': 1, '9': 2, a: 3 }, '{"10":1,"9":2,"a":3}'],
    [{ a: undefined, b: -0 }, '{"b":0}'],
    [{ a: [], b: undefined }, '{"a":[]}'],
    [[{ b: 1, a: '"\u0001\ud800' }], '[{"a":"\\"\\u0001\\ud800","b":1}]'],
    ['x', '"x"'],
    [null, 'null'],
    [{}, '{}'],
  ])('%j is written as %s', (value, text) => expect(canonicalJson(value)).toBe(text));

  it('keeps a member named __proto__', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":2}'))).toBe('{"__proto__":2,"b":1}');
  });

  it.each([[Number.NaN], [Infinity], [undefined], [1n], [() => 1], [{ a: Number.NaN }], [[undefined]]])('refuses %s', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('is the same for every order of members', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(value)).toBe(plainly(value));
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
    }));
  });

  it('is the same again after being read', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const first = readJsonText(canonicalJson(value));
      const second = first.ok ? readJsonText(canonicalJson(first.value)) : first;
      expect(second).toEqual(first);
    }));
  });

  it('stays right when more kinds of object pass than it remembers', () => {
    for (let kind = 0; kind < 200; kind += 1) expect(canonicalJson({ [`z${kind}`]: 1, a: kind })).toBe(`{"a":${kind},"z${kind}":1}`);
  });
});

describe('digest', () => {
  it('is SHA-256, the same for text and its UTF-8 bytes', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256(Buffer.from('Zürich'))).toEqual(sha256('Zürich'));
  });
});
