import { canonicalDecimal } from '@streamforge/contracts/decimal';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson, readJsonText } from '../src/json.ts';
import { jsonFault } from '../src/json-fault.ts';

const codeOf = (text: string | Uint8Array): string => {
  const reading = typeof text === 'string' ? readJson(Buffer.from(text)) : readJson(text);
  return reading.ok ? 'read' : reading.code;
};
const valueOf = (text: string): unknown => {
  const reading = readJsonText(text);
  if (!reading.ok) throw new Error(`${reading.code}: ${reading.detail}`);
  return reading.value;
};

describe('bytes that are not JSON', () => {
  it.each([
    ['nothing at all', Buffer.alloc(0), 'RECORD_EMPTY'],
    ['a byte order mark', Buffer.from('\ufeff{}'), 'ENCODING_BOM'],
    ['Latin-1', Buffer.from('{"name":"Zürich"}', 'latin1'), 'ENCODING_NOT_UTF8'],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'ENCODING_NOT_UTF8'],
    ['an overlong encoding', Buffer.from([0x22, 0xc0, 0x80, 0x22]), 'ENCODING_NOT_UTF8'],
    ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'ENCODING_NOT_UTF8'],
    ['a truncated character', Buffer.from([0x22, 0xe2, 0x82]), 'ENCODING_NOT_UTF8'],
    ['a space', Buffer.from(' '), 'JSON_INVALID'],
  ])('%s is refused', (_what, bytes, code) => expect(codeOf(bytes)).toBe(code));

  it('the same holds for text already decoded', () => {
    expect(readJsonText('')).toMatchObject({ ok: false, code: 'RECORD_EMPTY' });
    expect(readJsonText('\ufeff1')).toMatchObject({ ok: false, code: 'ENCODING_BOM' });
  });
});

describe('syntax', () => {
  it.each([
    ['{"a":1', 'It ends at position 6 where a comma or the end of the object should follow.'],
    ['{"a"', 'It ends at position 4 where a colon should follow.'],
    ['{"a":', 'It ends at position 5 where a value should follow.'],
    ['{"a":"b', 'At position 5 stands """ where a value should.'],
    ['[1,2', 'It ends at position 4 where a comma or the end of the array should follow.'],
    ['{"a":1} x', 'At position 8 stands "x" where nothing more should.'],
    ['{"a":1}{"a":1}', 'At position 7 stands "{" where nothing more should.'],
    ['[1,]', 'At position 3 stands "]" where a value should.'],
    ['{"a":1,}', 'At position 7 stands "}" where a key should.'],
    ["{'a':1}", 'At position 1 stands "\'" where a key should.'],
    ['[NaN]', 'At position 1 stands "N" where a value should.'],
    ['[-Infinity]', 'At position 1 stands "-" where a value should.'],
    ['[01]', 'At position 2 stands "1" where a comma or the end of the array should.'],
    ['{]', 'At position 1 stands "]" where a key should.'],
    ['[\u202e1]', 'At position 1 stands "\\u{202e}" where a value should.'],
    ['[{},[]}', 'At position 6 stands "}" where a comma or the end of the array should.'],
  ])('%s is refused with its position', (text, detail) => {
    expect(readJson(Buffer.from(text))).toEqual({ ok: false, code: 'JSON_INVALID', detail });
  });
});

describe('depth', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

  it('64 levels are read, 65 are not', () => {
    expect(codeOf(nested(64))).toBe('read');
    expect(codeOf(nested(65))).toBe('JSON_TOO_DEEP');
    expect(codeOf('{"a":'.repeat(65))).toBe('JSON_TOO_DEEP');
  });

  it.each([10_000, 1_000_000])('%i levels neither overflow nor take long', (depth) => {
    expect(readJson(Buffer.from('['.repeat(depth)))).toEqual({ ok: false, code: 'JSON_TOO_DEEP',
      detail: 'The bracket at byte 64 opens level 65.' });
  });

  it('brackets within text do not nest', () => expect(codeOf(JSON.stringify(['['.repeat(1_000), '\\"[['.repeat(100)]))).toBe('read'));
});

describe('keys', () => {
  it.each([
    ['{"a":1,"a":2}', 'JSON_DUPLICATE_KEY'],
    ['{"a":1,"\\u0061":2}', 'JSON_DUPLICATE_KEY'],
    ['{"é":1,"\\u00e9":2}', 'JSON_DUPLICATE_KEY'],
    ['[{"x":{"b":1,"a":0,"b":1}}]', 'JSON_DUPLICATE_KEY'],
    ['{"__proto__":{"admin":true}}', 'JSON_FORBIDDEN_KEY'],
    ['{"\\u005f_proto__":1}', 'JSON_FORBIDDEN_KEY'],
    ['{"a":[{"constructor":{"prototype":{}}}]}', 'JSON_FORBIDDEN_KEY'],
    ['{"prototype":1}', 'JSON_FORBIDDEN_KEY'],
    ['{"a":1,"A":2}', 'read'],
    ['[{"a":1},{"a":1}]', 'read'],
    ['{"a":{"a":{"a":":"}}}', 'read'],
  ])('%s: %s', (text, code) => expect(codeOf(text)).toBe(code));

  it('the key is named', () => {
    expect(readJsonText('{"a":1,"b":{},"a":2}')).toEqual({ ok: false, code: 'JSON_DUPLICATE_KEY',
      detail: 'Key "a" appears again at position 14.' });
    expect(readJsonText('{"__proto__":1}')).toEqual({ ok: false, code: 'JSON_FORBIDDEN_KEY', detail: 'Key "__proto__" at position 1.' });
  });

  it('an object of 100,000 keys is read, and one repeated among them is found', () => {
    const members = Array.from({ length: 100_000 }, (_, index) => `"k${index}":${index}`);
    expect(codeOf(`{${members.join(',')}}`)).toBe('read');
    expect(codeOf(`{${members.join(',')},"k0":0}`)).toBe('JSON_DUPLICATE_KEY');
  });
});

describe('numbers', () => {
  it.each([
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['1e16', '10000000000000000'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['42283.580000000000001', '42283.580000000000001'],
    ['42283.5800000000000000', 42283.58],
    ['0.30000000000000004', 0.30000000000000004],
    ['1.5e3', 1500],
    ['1E-7', 1e-7],
    ['1e-400', '1e-400'],
    ['0e999', 0],
    ['0.00000000000000000000', 0],
    ['1.00000000000000000000000000000000000000001e300', '1.00000000000000000000000000000000000000001e300'],
  ])('%s keeps every digit', (literal, value) => {
    expect(valueOf(literal)).toBe(value);
    expect(valueOf(`{"a":[${literal}]}`)).toEqual({ a: [value] });
  });

  it.each(['1e999', '-1e999', '[1,2e400]', `{"a":${'9'.repeat(400)}}`])('%s is out of range', (text) => {
    expect(codeOf(text)).toBe('JSON_NUMBER_OUT_OF_RANGE');
  });

  it('a wide number makes no bad JSON good', () => {
    expect(codeOf('{12345678901234567890:1}')).toBe('JSON_INVALID');
    expect(codeOf('{"a":12345678901234567890,"a":1}')).toBe('JSON_DUPLICATE_KEY');
    expect(codeOf('12345678901234567890 1')).toBe('JSON_INVALID');
  });
});

/** What readJson is to make of what the native parser reads: doubles that stand for integers beyond 2^53 are text. */
const exactly = (value: unknown): unknown => {
  const unsafe = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  if (unsafe) return canonicalDecimal(String(value)) ?? String(value);
  if (Array.isArray(value)) return value.map(exactly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, exactly(member)]));
};

const jsonText = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify(value));
const mutated = fc.tuple(jsonText, fc.nat(), fc.nat(3),
  fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '0', 'e', '-', ' ', '\n', '\u0000', 'é'))
  .map(([text, at, removed, added]) => text.slice(0, at % (text.length + 1)) + added + text.slice((at % (text.length + 1)) + removed));

const nativelyValid = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('for any input', () => {
  it('a JSON value is read as the native parser reads it, exact numbers aside', () => {
    fc.assert(fc.property(jsonText, (text) => {
      fc.pre(!/__proto__|constructor|prototype/.test(text));
      expect(valueOf(text)).toEqual(exactly(JSON.parse(text)));
    }));
  });

  it('a text is read only when the native parser reads it, and refused for the first fault in reading order', () => {
    fc.assert(fc.property(fc.oneof(mutated, fc.string()), (text) => {
      fc.pre(text !== '' && !text.startsWith('\ufeff') && text.isWellFormed());
      const code = codeOf(text);
      fc.pre(code !== 'JSON_NUMBER_OUT_OF_RANGE');
      expect(code === 'JSON_INVALID' && nativelyValid(text)).toBe(false);
      expect(code === 'read' && !nativelyValid(text)).toBe(false);
      expect(jsonFault(text)?.code ?? 'read').toBe(code);
    }), { numRuns: 5_000 });
  });

  it('repeated keys are found wherever they are', () => {
    const key = fc.constantFrom('a', 'b', '\\u0061', 'c"'.replace('"', '\\"'), 'd');
    const object = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, fc.constantFrom('1', '":"', 'null'), tie('object')),
      object: fc.array(fc.tuple(key, tie('value')),
        { maxLength: 4 }).map((members) => `{${members.map(([name, value]) => `"${name}":${String(value)}`).join(',')}}`),
    })).object;
    fc.assert(fc.property(object, (text) => {
      expect(codeOf(text)).toBe(jsonFault(text)?.code ?? 'read');
    }));
  });

  it('bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => { expect(() => readJson(bytes)).not.toThrow(); }),
      { numRuns: 2_000 });
  });
});
