/**
 * Says what is wrong with a JSON text that was found bad, and where. The hot path only learns that something is wrong; this walk, in
 * plain JavaScript and without recursion, is taken once per refused record.
 */
import type { Refusal } from './received.ts';
import { shown } from './shown.ts';

/** Keys that could reach an object's prototype in code that copies members carelessly. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a key could change a program’s prototypes. */
export const isForbiddenKey = (key: string): boolean => forbiddenKeys.has(key);

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** An open object with its keys so far, or an open array. */
type Container = Set<string> | 'array';

/** The first fault of the text in reading order, or undefined when it is valid JSON with each key once and none forbidden. */
export const jsonFault = (text: string): Refusal | undefined => {
  const open: Container[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const next = (...expected: readonly string[]): string | undefined => {
    take(SPACE);
    const character = text[at];
    if (character === undefined || !expected.includes(character)) return undefined;
    at += 1;
    return character;
  };
  const unexpected = (expected: string): Refusal => ({
    code: 'JSON_INVALID',
    detail: at >= text.length ? `It ends at position ${at} where ${expected} should follow.`
      : `At position ${at} stands ${shown(String.fromCodePoint(text.codePointAt(at) ?? 0))} where ${expected} should.`,
  });

  for (;;) {
    const container = open.at(-1);
    if (container instanceof Set) {
      const from = (take(SPACE), at);
      const key = take(STRING);
      if (key === undefined) return unexpected('a key');
      const fault = keyFault(JSON.parse(key) as string, container, from);
      if (fault !== undefined) return fault;
      if (next(':') === undefined) return unexpected('a colon');
    }
    const opened = next('{', '[');
    if (opened === '{' && next('}') === undefined) { open.push(new Set()); continue; }
    if (opened === '[' && next(']') === undefined) { open.push('array'); continue; }
    if (opened === undefined && take(STRING) === undefined && take(SCALAR) === undefined) return unexpected('a value');
    for (;;) {
      const parent = open.at(-1);
      if (parent === undefined) return take(SPACE), at < text.length ? unexpected('nothing more') : undefined;
      const separator = next(',', parent === 'array' ? ']' : '}');
      if (separator === undefined) return unexpected(`a comma or the end of the ${parent === 'array' ? 'array' : 'object'}`);
      if (separator === ',') break;
      open.pop();
    }
  }
};

const keyFault = (key: string, seen: Set<string>, at: number): Refusal | undefined => {
  if (isForbiddenKey(key)) return { code: 'JSON_FORBIDDEN_KEY', detail: `Key ${shown(key)} at position ${at}.` };
  if (seen.has(key)) return { code: 'JSON_DUPLICATE_KEY', detail: `Key ${shown(key)} appears again at position ${at}.` };
  seen.add(key);
  return undefined;
};
