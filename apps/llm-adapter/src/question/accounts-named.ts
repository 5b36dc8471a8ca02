import { plainWords } from './plain-words.ts';
import type { Word } from './words.ts';

/** Words beside which even a plain word is an account: "the good agent", "account random". */
const KEEPER = /^(?:agents?|accounts?|traders?|bots?|strateg(?:y|ies))$/;

const partsOf = (account: string): readonly string[] =>
  account.toLowerCase().split(/[-_.@]/).filter((part) => part !== '' && !KEEPER.test(part));

/** Accounts that the words name: whole, or beside the word agent or account by a part of their id. */
export const accountsNamed = (words: readonly Word[], accounts: readonly string[]): readonly string[] => {
  const isKeeper = (at: number): boolean => KEEPER.test(words[at]?.lower ?? '');
  const besideKeeper = new Set(words.filter((_, at) => isKeeper(at - 1) || isKeeper(at + 1)).map(({ lower }) => lower));
  const all = new Set(words.map(({ lower }) => lower));
  return accounts.filter((account) => {
    const lower = account.toLowerCase();
    if (all.has(lower) && (!plainWords.has(lower) || besideKeeper.has(lower))) return true;
    return partsOf(account).some((part) => besideKeeper.has(part));
  });
};

/** Whether the words speak of all accounts: "which agent did best?", "compare the accounts". */
export const namesEveryAccount = (words: readonly Word[]): boolean => words.some(({ lower }) => KEEPER.test(lower));
