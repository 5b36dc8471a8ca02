/**
 * The stem of an English word, so that "yields" and "yielding" are one term. The algorithm is Porter2, step by step as its author gives it:
 * https://snowballstem.org/algorithms/english/stemmer.html. A Y that is a consonant is written as a capital meanwhile.
 */

const exceptions: ReadonlyMap<string, string> = new Map([
  ['skis', 'ski'], ['skies', 'sky'], ['dying', 'die'], ['lying', 'lie'], ['tying', 'tie'], ['idly', 'idl'], ['gently', 'gentl'], ['ugly', 'ugli'],
  ['early', 'earli'], ['only', 'onli'], ['singly', 'singl'],
  ...['sky', 'news', 'howe', 'atlas', 'cosmos', 'bias', 'andes'].map((word) => [word, word] as const),
]);

/** Words that look as if they had an ending once their plural is gone. */
const finished: ReadonlySet<string> = new Set(['inning', 'outing', 'canning', 'herring', 'earring', 'proceed', 'exceed', 'succeed']);

type Endings = readonly (readonly [ending: string, replacement: string])[];

/** Longer endings stand before shorter ones that they end in. */
const secondStep: Endings = [
  ['ational', 'ate'], ['ization', 'ize'], ['fulness', 'ful'], ['ousness', 'ous'], ['iveness', 'ive'], ['tional', 'tion'], ['biliti', 'ble'],
  ['lessli', 'less'], ['entli', 'ent'], ['ation', 'ate'], ['alism', 'al'], ['aliti', 'al'], ['ousli', 'ous'], ['iviti', 'ive'], ['fulli', 'ful'],
  ['enci', 'ence'], ['anci', 'ance'], ['abli', 'able'], ['izer', 'ize'], ['ator', 'ate'], ['alli', 'al'], ['bli', 'ble'], ['logi', 'log'],
];
const thirdStep: Endings = [
  ['ational', 'ate'], ['tional', 'tion'], ['alize', 'al'], ['icate', 'ic'], ['iciti', 'ic'], ['ical', 'ic'], ['ness', ''], ['ful', ''],
];
const fourthStep = /(?:ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic)$/;

const VOWEL = /[aeiouy]/;
const FIRST_REGION = /^(?:gener|commun|arsen)/;
const SHORT_SYLLABLE = /(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY])$/;

/** Where the region behind the next vowel and the consonant after it begins. */
const regionAfter = (word: string, from: number): number => {
  const found = /[aeiouy][^aeiouy]/.exec(word.slice(from));
  return found === null ? word.length : from + found.index + 2;
};

const withoutPlural = (word: string): string => {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (/ie[sd]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
  if (/(?:us|ss)$/.test(word)) return word;
  return /[aeiouy].+s$/.test(word) ? word.slice(0, -1) : word;
};

const withoutPast = (word: string, first: number): string => {
  const [complete] = /eed(?:ly)?$/.exec(word) ?? [];
  if (complete !== undefined) return word.length - complete.length >= first ? `${word.slice(0, -complete.length)}ee` : word;
  const [ending] = /(?:ed|ing)(?:ly)?$/.exec(word) ?? [];
  if (ending === undefined) return word;
  const rest = word.slice(0, -ending.length);
  if (!VOWEL.test(rest)) return word;
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) return rest.slice(0, -1);
  return first >= rest.length && SHORT_SYLLABLE.test(rest) ? `${rest}e` : rest;
};

/** Replaces the longest ending of a list, where it lies behind `region`. */
const replaced = (word: string, endings: Endings, region: number): string => {
  const found = endings.find(([ending]) => word.endsWith(ending));
  if (found === undefined) return word;
  const [ending, replacement] = found;
  // Of "logi" only "ogi" need lie behind it.
  const begins = word.length - ending.length + (ending === 'logi' ? 1 : 0);
  return begins >= region ? word.slice(0, -ending.length) + replacement : word;
};

const withoutLi = (word: string, first: number): string =>
  /[cdeghkmnrt]li$/.test(word) && word.length - 2 >= first ? word.slice(0, -2) : word;

const withoutAtive = (word: string, second: number): string => word.endsWith('ative') && word.length - 5 >= second ? word.slice(0, -5) : word;

const withoutSuffix = (word: string, second: number): string => {
  const [ending] = fourthStep.exec(word) ?? [];
  if (ending !== undefined) return word.length - ending.length >= second ? word.slice(0, -ending.length) : word;
  return /[st]ion$/.test(word) && word.length - 3 >= second ? word.slice(0, -3) : word;
};

const withoutLast = (word: string, first: number, second: number): string => {
  const rest = word.slice(0, -1);
  if (word.endsWith('ll') && rest.length >= second) return rest;
  if (!word.endsWith('e')) return word;
  return rest.length >= second || (rest.length >= first && !SHORT_SYLLABLE.test(rest)) ? rest : word;
};

/** The stem of a word in lower-case ASCII letters; any other text is answered as it is. */
export const stem = (word: string): string => {
  if (word.length <= 2 || !/^[a-z]+$/.test(word)) return word;
  const exception = exceptions.get(word);
  if (exception !== undefined) return exception;
  const marked = word.replace(/^y|(?<=[aeiouy])y/g, 'Y');
  const first = FIRST_REGION.exec(marked)?.[0].length ?? regionAfter(marked, 0);
  const second = regionAfter(marked, first);
  const singular = withoutPlural(marked);
  if (finished.has(singular)) return singular;
  const present = withoutPast(singular, first).replace(/(?<=.[^aeiouy])[yY]$/, 'i');
  const plain = replaced(present, secondStep, first);
  const adjective = plain === present ? withoutLi(present, first) : plain;
  const noun = withoutAtive(replaced(adjective, thirdStep, first), second);
  return withoutLast(withoutSuffix(noun, second), first, second).toLowerCase();
};
