/** Finds the bytes of a member in JSON that was already read and found good, so that a value can be kept exactly as it was written. */
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const opens = (byte: number | undefined): boolean => byte === 0x7b || byte === 0x5b;
const closes = (byte: number | undefined): boolean => byte === 0x7d || byte === 0x5d;

/**
 * The bytes of the member that a path of keys leads to, without surrounding space. Undefined when a key on the way is spelled with
 * escapes. `json` must be one valid object, whose keys are each there once.
 */
export const memberBytes = (json: Uint8Array, path: readonly string[]): Uint8Array | undefined => {
  let within: Uint8Array | undefined = json;
  for (const name of path) within = within === undefined ? undefined : member(within, name);
  return within;
};

const member = (json: Uint8Array, name: string): Uint8Array | undefined => {
  for (let at = afterSpace(json, afterSpace(json, 0) + 1); json[at] === QUOTE;) {
    const keyEnd = afterString(json, at);
    const from = afterSpace(json, afterColon(json, keyEnd));
    const to = afterValue(json, from);
    if (spells(json, at + 1, keyEnd - 1, name)) return json.subarray(from, to);
    const separator = afterSpace(json, to);
    at = json[separator] === COMMA ? afterSpace(json, separator + 1) : json.length;
  }
  return undefined;
};

const afterSpace = (json: Uint8Array, from: number): number => {
  let at = from;
  while (isSpace(json[at])) at += 1;
  return at;
};

const afterColon = (json: Uint8Array, from: number): number => {
  let at = from;
  while (json[at] !== COLON && at < json.length) at += 1;
  return at + 1;
};

const afterString = (json: Uint8Array, quote: number): number => {
  let at = quote + 1;
  while (json[at] !== QUOTE && at < json.length) at += json[at] === BACKSLASH ? 2 : 1;
  return at + 1;
};

const afterValue = (json: Uint8Array, from: number): number => {
  if (json[from] === QUOTE) return afterString(json, from);
  if (!opens(json[from])) return afterScalar(json, from);
  let depth = 0;
  let at = from;
  do {
    const byte = json[at]!;
    if (byte === QUOTE) {
      at = afterString(json, at);
      continue;
    }
    // Both brackets of a kind have the same bits but these: 5b 5d, 7b 7d.
    if (byte >= 0x5b && (byte & 0xdf) === 0x5b) depth += 1;
    else if (byte >= 0x5b && (byte & 0xdf) === 0x5d) depth -= 1;
    at += 1;
  } while (depth > 0 && at < json.length);
  return at;
};

const afterScalar = (json: Uint8Array, from: number): number => {
  let at = from;
  while (at < json.length && json[at] !== COMMA && !closes(json[at]) && !isSpace(json[at])) at += 1;
  return at;
};

const spells = (json: Uint8Array, from: number, to: number, name: string): boolean => {
  if (to - from !== name.length) return false;
  for (let index = 0; index < name.length; index += 1) if (json[from + index] !== name.charCodeAt(index)) return false;
  return true;
};
