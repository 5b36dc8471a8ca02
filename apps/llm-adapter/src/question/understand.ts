/** What a question names and is after, found without a model. */
import { accountsNamed, namesEveryAccount } from './accounts-named.ts';
import type { FindAssets, KnownAsset } from './assets-named.ts';
import { intentsOf, speaksOfMarket, type Intent } from './intents.ts';
import { timeHint, type TimeHint } from './time-hint.ts';
import { visible, wordsOf } from './words.ts';

export interface Understanding {
  readonly assets: readonly KnownAsset[];
  readonly accounts: readonly string[];
  readonly intents: ReadonlySet<Intent>;
  readonly time: TimeHint | undefined;
  /** Whether it is about the market as a whole, and names no asset. */
  readonly market: boolean;
}

/** What there is to be named. */
export interface Known {
  readonly findAssets: FindAssets;
  readonly accounts: readonly string[];
  /** Some assets, for questions about the market as a whole. */
  readonly some: readonly KnownAsset[];
}

/** More than these of each are left out: an answer has room for few. */
const MOST_NAMED = 6;

/** Characters of a question that are looked at for names and times. */
const READ = 20_000;

/** A question that shows no intent is after what there is of whatever it names. */
const intentsOrDefault = (text: string, assets: readonly KnownAsset[], accounts: readonly string[]): ReadonlySet<Intent> => {
  const found = intentsOf(text);
  if (found.size > 0) return found;
  const ofAssets: readonly Intent[] = assets.length > 0 ? ['price', 'news', 'prediction'] : [];
  const ofAccounts: readonly Intent[] = accounts.length > 0 ? ['performance'] : [];
  const both = [...ofAssets, ...ofAccounts];
  return new Set(both.length > 0 ? both : ['news']);
};

/**
 * Reads a question. `before` are earlier questions of the same conversation, newest first: what the last one leaves unsaid is taken from
 * them, so that "and yesterday?" is still about the same asset.
 */
export const understand = (question: string, known: Known, before: readonly string[] = []): Understanding => {
  const text = visible(question.slice(0, READ));
  const words = wordsOf(text);
  const assets = known.findAssets(words).slice(0, MOST_NAMED);
  const named = accountsNamed(words, known.accounts);
  const ofNobody = named.length === 0 && (namesEveryAccount(words) || (assets.length === 0 && intentsOf(text).has('performance')));
  const accounts = (ofNobody ? known.accounts : named).slice(0, MOST_NAMED);
  const [earlier, ...rest] = before;
  const market = assets.length === 0 && speaksOfMarket(text);
  if (assets.length === 0 && accounts.length === 0 && !market && earlier !== undefined) {
    const then = understand(earlier, known, rest);
    const own = intentsOf(text);
    return { ...then, intents: own.size > 0 ? own : then.intents, time: timeHint(text) ?? then.time };
  }
  return { assets, accounts, intents: intentsOrDefault(text, assets, accounts), time: timeHint(text), market };
};
