/**
 * Splits a stream of bytes into JSON values that follow each other, with or without white space between them, or that are the items
 * of one array. It finds where values end and judges nothing else: what it yields may be any nonsense, for the strict reader to refuse.
 */
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** A piece of the body: the bytes of one value, or how many bytes one had that was too large to keep. */
export type Piece = Uint8Array | { readonly tooLarge: number };

export interface SplitterOptions {
  /** Larger values are counted, not kept. */
  readonly maxBytes: number;
  /** Whether one array around all values is taken off. */
  readonly unwrapArray: boolean;
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

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

  /** Takes the next bytes and returns the values that end in them. The values share the chunk's memory. */
  push(chunk: Uint8Array): readonly Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      if (!this.#inValue) {
        if (isSpace(byte) || this.#skips(byte)) continue;
        this.#inValue = true;
        from = at;
      }
      const end = this.#endsAt(byte, at);
      if (end === -1) continue;
      pieces.push(this.#complete(chunk.subarray(from, end)));
      at = end - 1;
    }
    if (this.#inValue) this.#hold(chunk.subarray(from));
    return pieces;
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

  /** Where the value ends when this byte ends it, else -1. */
  #endsAt(byte: number, at: number): number {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) {
        this.#inString = false;
        if (this.#depth === 0) return at + 1;
      }
      return -1;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (this.#depth === 0 && byte === CLOSE_ARRAY && this.#inArray === true) return at;
      this.#depth = Math.max(0, this.#depth - 1);
      if (this.#depth === 0) return at + 1;
    } else if (this.#depth === 0 && (isSpace(byte) || (byte === COMMA && this.#inArray === true))) return at;
    return -1;
  }

  #hold(rest: Uint8Array): void {
    this.#heldBytes += rest.length;
    if (this.#heldBytes <= this.#options.maxBytes) this.#held.push(rest);
    else this.#held = [];
  }

  #complete(last: Uint8Array): Piece {
    const bytes = this.#heldBytes + last.length;
    const piece = bytes > this.#options.maxBytes ? { tooLarge: bytes } : this.#held.length === 0 ? last : Buffer.concat([...this.#held, last]);
    this.#held = [];
    this.#heldBytes = 0;
    this.#inValue = false;
    this.#inString = false;
    this.#escaped = false;
    this.#depth = 0;
    return piece;
  }
}
