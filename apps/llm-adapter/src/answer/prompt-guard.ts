/**
 * Ends an answer that begins to repeat what the model was told in confidence. Letters and digits alone are compared, without case, so that
 * other spacing or punctuation hides nothing. A repetition in another language or code is not seen: nothing in those texts is a secret of
 * anybody, they are only not for show.
 */
import type { TextFilter } from './text-filter.ts';

export interface PromptGuard extends TextFilter {
  /** Whether the answer was ended. */
  tripped(): boolean;
}

/** Letters in a row that count as a repetition. */
const REPEATED_LETTERS = 32;

const lettersOf = (text: string): readonly string[] => text.normalize('NFKC').toLowerCase().match(/[\p{L}\p{N}]/gu) ?? [];

const runsOf = (text: string): readonly string[] => {
  const letters = lettersOf(text);
  const count = Math.max(0, letters.length - REPEATED_LETTERS + 1);
  return Array.from({ length: count }, (_, at) => letters.slice(at, at + REPEATED_LETTERS).join(''));
};

/** A letter as it is compared, and what of the answer stands for it up to the next. */
interface Held {
  readonly letter: string;
  shown: string;
}

/** `confidential`: the texts that an answer shall not repeat. */
export const promptGuard = (confidential: readonly string[]): PromptGuard => {
  const runs = new Set(confidential.flatMap(runsOf));
  // The last letters, one fewer than a repetition has: until the next one comes they may be its beginning.
  const held: Held[] = [];
  let tripped = false;
  const take = (character: string): string => {
    const letters = lettersOf(character);
    const last = held.at(-1);
    if (letters.length === 0) {
      if (last === undefined) return character;
      last.shown += character;
      return '';
    }
    let shown = '';
    for (const [at, letter] of letters.entries()) {
      held.push({ letter, shown: at === 0 ? character : '' });
      if (held.length < REPEATED_LETTERS) continue;
      if (runs.has(held.map((one) => one.letter).join(''))) {
        tripped = true;
        held.length = 0;
        return shown;
      }
      shown += held.shift()?.shown ?? '';
    }
    return shown;
  };
  return {
    push: (piece) => {
      let shown = '';
      for (const character of piece) if (!tripped) shown += take(character);
      return shown;
    },
    end: () => held.splice(0).map(({ shown }) => shown).join(''),
    tripped: () => tripped,
  };
};
