/**
 * Splits a stream of bytes into JSON values that follow each other, with or without white space between them, or that are the items
 * of one array. It finds where values end and judges nothing else: what it yields may be any nonsense, for the strict reader to refuse.
 */
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;

/** What a byte outside strings means for where values end. */
const OTHER = 0;
const STRING = 1;
const OPEN = 2;
const CLOSE = 3;
const SPACE = 4;
const SEPARATOR = 5;

const KINDS = new Uint8Array(256);
KINDS[QUOTE] = STRING;
KINDS[COMMA] = SEPARATOR;
for (const byte of Buffer.from('{[')) KINDS[byte] = OPEN;
for (const byte of Buffer.from('}]')) KINDS[byte] = CLOSE;
for (const byte of Buffer.from(' \t\r\n')) KINDS[byte] = SPACE;

/** A piece of the body: the bytes of one value, or how many bytes one had that was too large to keep. */
export type Piece = Uint8Array | { readonly tooLarge: number };

export interface SplitterOptions {
  /** Larger values are counted, not kept. */
  readonly maxBytes: number;
  /** Whether one array around all values is taken off. */
  readonly unwrapArray: boolean;
}

export class JsonSplitter {
  readonly #options: SplitterOptions;
  /** Pieces of the value that began in earlier chunks. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #inValue = false;
  #inString = false;
  #escaped = false;
  #depth = 0;
  /** Whether values are items of an array; undecided until the first byte that is no space. */
  #inArray: boolean | undefined;

  constructor(options: SplitterOptions) {
    this.#options = options;
    if (!options.unwrapArray) this.#inArray = false;
  }

  /** Bytes held of a value that is not complete yet. */
  get pendingBytes(): number {
    return this.#heldBytes;
  }

  /**
   * Takes the next bytes and gives the values that end in them, each found when it is asked for; take them all. They share the chunk's
   * memory.
   */
  * push(chunk: Uint8Array): Generator<Piece, void> {
    let from = 0;
    for (let at = 0; at < chunk.length;) {
      if (!this.#inValue) {
        const byte = chunk[at]!;
        if (KINDS[byte] === SPACE || this.#skips(byte)) {
          at += 1;
          continue;
        }
        from = at;
      }
      at = this.#walk(chunk, at);
      if (this.#inValue) break;
      yield this.#complete(chunk.subarray(from, at));
    }
    if (this.#inValue) this.#hold(chunk.subarray(from));
  }

  /** The value that the end of the body cut off or ended, if there is one. */
  end(): readonly Piece[] {
    return this.#inValue ? [this.#complete(new Uint8Array(0))] : [];
  }

  /** Brackets and commas of the surrounding array belong to no value. */
  #skips(byte: number): boolean {
    if (this.#inArray === undefined) {
      this.#inArray = byte === OPEN_ARRAY;
      return this.#inArray;
    }
    return this.#inArray && (byte === COMMA || byte === CLOSE_ARRAY);
  }

  /**
   * Walks from a byte of a value to its end, which it returns, or to the end of the chunk. The state is held in locals meanwhile: this
   * sees every byte that is produced.
   */
  #walk(chunk: Uint8Array, start: number): number {
    const { length } = chunk;
    const inArray = this.#inArray === true;
    let inString = this.#inString;
    let depth = this.#depth;
    let at = this.#escaped ? start + 1 : start;
    this.#inValue = true;
    while (at < length) {
      if (inString) {
        at = endOfString(chunk, at);
        if (at >= length) break;
        at += 1;
        inString = false;
        if (depth > 0) continue;
        this.#inValue = false;
        break;
      }
      const kind = KINDS[chunk[at]!]!;
      if (kind === OTHER || (kind >= SPACE && depth > 0)) at += 1;
      else if (kind === STRING) {
        inString = true;
        at += 1;
      } else if (kind === OPEN) {
        depth += 1;
        at += 1;
      } else if (kind === CLOSE && depth > 1) {
        depth -= 1;
        at += 1;
      } else if (kind === SEPARATOR && !inArray) at += 1;
      else {
        const endsArray = chunk[at] === CLOSE_ARRAY && depth === 0 && inArray;
        if (kind === CLOSE && !endsArray) at += 1;
        this.#inValue = false;
        break;
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = inString && at > length;
    return Math.min(at, length);
  }

  #hold(rest: Uint8Array): void {
    this.#heldBytes += rest.length;
    if (this.#heldBytes <= this.#options.maxBytes) this.#held.push(rest);
    else this.#held = [];
  }

  #complete(last: Uint8Array): Piece {
    const bytes = this.#heldBytes + last.length;
    const whole = (): Uint8Array => this.#held.length === 0 ? last : Buffer.concat([...this.#held, last]);
    const piece = bytes > this.#options.maxBytes ? { tooLarge: bytes } : whole();
    this.#held = [];
    this.#heldBytes = 0;
    this.#inValue = false;
    this.#inString = false;
    this.#escaped = false;
    this.#depth = 0;
    return piece;
  }
}

/** Position of the closing quote; the chunk's length when it has none, one more when it ends in a backslash: the next byte is escaped. */
const endOfString = (chunk: Uint8Array, start: number): number => {
  const { length } = chunk;
  let at = start;
  while (at < length) {
    const byte = chunk[at]!;
    if (byte === QUOTE) break;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return at;
};

/** The values of a whole body, each found when it is asked for: those that were taken need not stay in memory for those that follow. */
export function* valuesOf(chunks: readonly Uint8Array[], options: SplitterOptions): Generator<Piece, void> {
  const splitter = new JsonSplitter(options);
  for (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}
