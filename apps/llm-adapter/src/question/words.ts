/** Text as people see it: compatibility forms folded, what can't be seen left out, so that look-alike spellings meet. */
export const visible = (text: string): string => text.normalize('NFKC').replace(/\p{Cf}/gu, '');

export interface Word {
  /** As written. */
  readonly text: string;
  readonly lower: string;
}

const wordOf = (text: string): Word => ({ text, lower: text.toLowerCase() });

/** A word begins and ends with a letter or digit; within it may stand what symbols, pairs and accounts are spelled with. */
const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}._@/-]*[\p{L}\p{N}])?/gu;

/** The words of a text, in order. */
export const wordsOf = (text: string): readonly Word[] => (visible(text).match(WORD) ?? []).map(wordOf);

/** A word and, where it joins others (`BTC/USDT`, `rise/fall`), what it joins. */
export const piecesOf = ({ text }: Word): readonly Word[] => text.split('/').filter((piece) => piece !== '').map(wordOf);
