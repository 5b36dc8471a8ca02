/**
 * The terms of a text: what documents and questions are compared by.
 *
 * Compatible spellings are made one (NFKC), invisible characters such as soft hyphens left out, letters lower-cased. A term is a run of
 * letters, marks, digits and `_`, at least two of them and at most 64; English stop words are left out and English words are cut to their
 * stems. Scripts that put no spaces between words are cut into pairs of neighbouring characters.
 */
import { stem } from './stem.ts';
import { stopWords } from './stop-words.ts';

/** What is longer is no word: a key, a signature, a picture in text. */
const LONGEST = 64;

const WORDS = /(?<unspaced>[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+)|[[\p{L}\p{M}\p{N}_]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]]+/gv;

const INVISIBLE = /\p{Cf}/gu;

/** The terms of a text, in order, each as often as it stands there. */
export const termsOf = (text: string): readonly string[] => {
  const terms: string[] = [];
  for (const { 0: word, groups } of text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase().matchAll(WORDS)) {
    if (groups?.['unspaced'] !== undefined) terms.push(...pairsOf(word));
    else if (word.length >= 2 && word.length <= LONGEST && !stopWords.has(word)) terms.push(stem(word));
  }
  return terms;
};

const pairsOf = (word: string): readonly string[] => {
  const characters = Array.from(word);
  return characters.length === 1 ? characters : characters.slice(1).map((character, at) => `${characters[at]}${character}`);
};
