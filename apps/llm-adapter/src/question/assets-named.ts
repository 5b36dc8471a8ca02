/** Which assets a question names: by symbol, by name or by the base of a pair. */
import { plainWords } from './plain-words.ts';
import { piecesOf, wordsOf, type Word } from './words.ts';

export interface KnownAsset {
  readonly exchange: string;
  readonly symbol: string;
  readonly name?: string | undefined;
  /** Base of a pair, where it was declared. */
  readonly base?: string | undefined;
}

/** One way to write an asset; the smaller rank names it more surely. */
export interface Spelling {
  readonly asset: KnownAsset;
  readonly written: string;
  readonly rank: number;
  /** Counts only where the question spells it so. */
  readonly exact: boolean;
}

/** Words of the longest name that is looked for. */
const NAME_WORDS = 5;

/** What quotes a pair, for symbols that do not say where their base ends. */
const QUOTES = /^([A-Z0-9]{2,})(?:USDT|USDC|BUSD|FDUSD|TUSD|USD|EUR|GBP|JPY|BTC|ETH|BNB)$/;

const baseOf = ({ symbol, base }: KnownAsset): string | undefined => {
  if (base !== undefined) return base;
  const [first = '', second] = symbol.split(/[-_./]/);
  return second === undefined ? QUOTES.exec(symbol)?.[1] : first;
};

/** Short words without digits are tickers as often as they are words: `cat`, `key`, `it`. */
const mayBeWord = (lower: string, pair: boolean): boolean => plainWords.has(lower) || (!pair && /^\p{L}{1,4}$/u.test(lower));

/** Every way to write an asset that is looked for. */
export const spellingsOf = (asset: KnownAsset): readonly Spelling[] => {
  const base = baseOf(asset);
  const spelled = (written: string, rank: number): Spelling =>
    ({ asset, written, rank, exact: mayBeWord(written.toLowerCase(), base !== undefined) });
  const names = asset.name === undefined ? [] : [asset.name, asset.name.replace(/\s*\([^)]*\)\s*$/, '')];
  return [
    spelled(asset.symbol, 0),
    ...base === undefined ? [] : [spelled(asset.symbol.replaceAll(/[-_.]/g, ''), 0), spelled(base, 2)],
    ...new Set(names.map((name) => wordsOf(name).map(({ text }) => text).join(' '))).values().filter((name) => name !== '')
      .map((written): Spelling => ({ asset, written, rank: 1, exact: plainWords.has(written.toLowerCase()) })),
  ];
};

/** A symbol of one letter is taken for a word, always. */
const isUsable = ({ written }: Spelling): boolean => written.length > 1;

/** Finds assets in words; made once for a list of assets. */
export type FindAssets = (words: readonly Word[]) => readonly KnownAsset[];

/** Finds these assets by their symbols, base assets and names. */
export const assetFinder = (assets: readonly KnownAsset[]): FindAssets => finderOver(assets.flatMap(spellingsOf));

/** The same for spellings that were made bit by bit: many take a while. */
export const finderOver = (all: readonly Spelling[]): FindAssets => {
  const spellings = Map.groupBy(all.filter(isUsable), ({ written }) => written.toLowerCase());
  const written = (text: string, lower: string): readonly Spelling[] =>
    (spellings.get(lower) ?? []).filter((one) => !one.exact || one.written === text);
  const at = (words: readonly Word[], from: number): readonly [found: readonly Spelling[], used: number] => {
    for (let length = Math.min(NAME_WORDS, words.length - from); length > 0; length -= 1) {
      const run = words.slice(from, from + length);
      const found = written(run.map(({ text }) => text).join(' '), run.map(({ lower }) => lower).join(' '));
      if (found.length > 0) return [found, length];
    }
    const [word] = words.slice(from, from + 1);
    return [word === undefined ? [] : pieces(word), 1];
  };
  const pieces = (word: Word): readonly Spelling[] => {
    const parts = piecesOf(word);
    if (parts.length < 2) return [];
    const joined = written(parts.map(({ text }) => text).join(''), parts.map(({ lower }) => lower).join(''));
    return joined.length > 0 ? joined : parts.flatMap(({ text, lower }) => written(text, lower));
  };
  return (words) => {
    const named = new Map<string, KnownAsset>();
    for (let from = 0; from < words.length;) {
      const [found, used] = at(words, from);
      for (const { asset } of found.toSorted((a, b) => a.rank - b.rank)) named.set(`${asset.exchange}:${asset.symbol}`, asset);
      from += used;
    }
    return [...named.values()];
  };
};
