/**
 * Cuts a long text into chunks that can be found and cited by themselves. A chunk is made of whole sentences where it can be, ends with a
 * paragraph where that leaves it at least half full, and begins with the last sentences of the one before, so that what is said across a cut
 * stands whole in one of them. The same text always gives the same chunks.
 */

/** A chunk of this many characters holds about a paragraph or two. */
export const CHUNK_CHARACTERS = 1_200;
/** Most characters that a chunk has in common with the one before. */
const OVERLAP_CHARACTERS = 200;

export interface ChunkSizes {
  /** Most characters (UTF-16 units) of a chunk. */
  readonly most: number;
  /** Most characters that it repeats; less than half of `most`. */
  readonly overlap: number;
}

/** A piece of a text: its characters from `from` to before `to`. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Piece {
  readonly from: number;
  readonly to: number;
  /** Whether a paragraph ends with it. */
  readonly closes: boolean;
}

/** A sentence or a line with the space behind it; a blank line ends a paragraph. */
const SENTENCE = /\S[^]*?(?:[.!?…]["'”’)\]]*(?=\s)|[。！？]|(?=\n)|$)/g;
const PARAGRAPH_END = /^[^\S\n]*(?:\n[^\S\n]*\n|\n?\s*$)/;

/** The chunks of a text, in order; none of a text that is empty or all space. */
export const chunksOf = (text: string, { most, overlap }: ChunkSizes = { most: CHUNK_CHARACTERS, overlap: OVERLAP_CHARACTERS }): readonly Chunk[] => {
  const pieces = piecesOf(text, most);
  const chunks: Chunk[] = [];
  for (let first = 0, fresh = 0; fresh < pieces.length;) {
    const end = endOf(pieces, first, fresh, most);
    const [from, to] = [pieces[first]!.from, pieces[end - 1]!.to];
    chunks.push({ from, to, text: text.slice(from, to) });
    fresh = end;
    first = fresh === pieces.length ? fresh : repeatedFrom(pieces, first, fresh, most, overlap);
  }
  return chunks;
};

/** One past the last piece of the chunk that begins with `first` and must take in `fresh`. */
const endOf = (pieces: readonly Piece[], first: number, fresh: number, most: number): number => {
  const from = pieces[first]!.from;
  let end = fresh + 1;
  while (end < pieces.length && pieces[end]!.to - from <= most) end += 1;
  if (end === pieces.length) return end;
  for (let last = end - 1; last > fresh && pieces[last]!.to - from >= most / 2; last -= 1) {
    if (pieces[last]!.closes) return last + 1;
  }
  return end;
};

/** Where the next chunk begins: with as many of the pieces before `fresh` as the overlap allows and as leave room for `fresh`. */
const repeatedFrom = (pieces: readonly Piece[], first: number, fresh: number, most: number, overlap: number): number => {
  let begin = fresh;
  while (begin - 1 > first && pieces[fresh - 1]!.to - pieces[begin - 1]!.from <= overlap && pieces[fresh]!.to - pieces[begin - 1]!.from <= most) begin -= 1;
  return begin;
};

/** The sentences of a text, those longer than `most` cut. */
const piecesOf = (text: string, most: number): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (const { 0: sentence, index } of text.matchAll(SENTENCE)) {
    const to = index + sentence.length;
    let from = index;
    while (to - from > most) {
      const cut = cutAt(text, from, from + most);
      pieces.push({ from, to: cut, closes: false });
      from = cut;
    }
    pieces.push({ from, to, closes: PARAGRAPH_END.test(text.slice(to, to + 200)) });
  }
  return pieces;
};

const SPACE = /\s/;

/** Behind the last space before `limit` in the second half; else `limit`, or one before it rather than between the halves of a character. */
const cutAt = (text: string, from: number, limit: number): number => {
  for (let at = limit; at > from + (limit - from) / 2; at -= 1) {
    if (SPACE.test(text[at - 1]!)) return at;
  }
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
};
