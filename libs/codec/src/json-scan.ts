/**
 * One pass over the bytes of a JSON text, before anything is built from it. It looks for what the native parser lets through: nesting,
 * repeated keys (through their number) and numbers that a double may not hold. It judges no syntax; the parser does, and whatever the
 * parser accepts was read here the same way.
 */
export interface JsonScan {
  /** Colons outside strings: in valid JSON, the keys of all objects together, each as often as it is written. */
  readonly keys: number;
  /** Whether a number has an exponent or more characters than a double surely holds. */
  readonly wideNumbers: boolean;
  /** Position of the bracket that nests deeper than allowed, or -1. The scan ends there. */
  readonly tooDeepAt: number;
}

/** Any number of so many characters, point and sign included, survives a double: doubles hold 15 digits whatever they are. */
const SURELY_EXACT = 15;

const QUOTE = 0x22;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
/** Lower-cases an ASCII letter. */
const LOWER = 0x20;
const LETTER_E = 0x65;

/** Scans without recursion and without allocation per token, so that neither depth nor size can hurt it. */
export const scanJson = (bytes: Uint8Array, maxDepth: number): JsonScan => {
  const end = bytes.length;
  let depth = 0;
  let keys = 0;
  let wideNumbers = false;
  for (let at = 0; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COLON) keys += 1;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return { keys, wideNumbers, tooDeepAt: at };
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    else if ((byte >= ZERO && byte <= NINE) || byte === MINUS) {
      const from = at;
      do at += 1; while (isNumeral(bytes[at]!));
      wideNumbers ||= at - from > SURELY_EXACT || (bytes[at]! | LOWER) === LETTER_E;
      at -= 1;
    }
  }
  return { keys, wideNumbers, tooDeepAt: -1 };
};

/** Position of the closing quote, or beyond the end when there is none. */
const endOfString = (bytes: Uint8Array, quote: number): number => {
  let at = quote + 1;
  for (let byte = bytes[at]; byte !== QUOTE && byte !== undefined; byte = bytes[at]) at += byte === BACKSLASH ? 2 : 1;
  return at;
};

/** A byte past the end reads as undefined, for which every comparison is false. */
const isNumeral = (byte: number): boolean => (byte >= ZERO && byte <= NINE) || byte === DOT;
