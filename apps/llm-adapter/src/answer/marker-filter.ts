/**
 * Checks the citations of an answer: `[2]`, `[1, 3]`, `[1][2]` and `[1-3]`. Numbers that no evidence has are removed, and the brackets with
 * them when nothing is left.
 */
import type { TextFilter } from './text-filter.ts';

export interface MarkerFilter extends TextFilter {
  /** Numbers that were cited and exist, in the order of their first citation. */
  cited(): readonly number[];
}

/** A whole marker, with up to eight spaces before it; in its brackets are at most as many characters as are held back below. */
const MARKER = /^([ \t]{0,8})\[(?=[^\]]{1,80}\])([ \t]*\d{1,4}(?:[ \t]*[,;–-][ \t]*\d{1,4})*[ \t]*)\]/;
/** What may still become a marker. */
const BEGUN = /^[ \t]{0,8}(?:\[[ \t\d,;–-]{0,80})?$/;
/** Where a marker may begin. */
const START = /[ \t]{0,8}\[|[ \t]{1,8}$/;
/** Longest range that is written out. */
const MOST_RANGE = 100;

const numbersIn = (list: string): readonly number[] => list.split(/[,;]/).flatMap((part) => {
  const [from = Number.NaN, to = from] = part.split(/[–-]/).map(Number);
  return to > from && to - from < MOST_RANGE ? Array.from({ length: to - from + 1 }, (_, step) => from + step) : [from];
});

/** `known`: the numbers of the evidence that was given. */
export const markerFilter = (known: ReadonlySet<number>): MarkerFilter => {
  const cited = new Set<number>();
  let held = '';
  const checked = (spaces: string, list: string): string => {
    const real = [...new Set(numbersIn(list))].filter((number) => known.has(number));
    for (const number of real) cited.add(number);
    return real.length === 0 ? '' : `${spaces}[${real.join(', ')}]`;
  };
  const take = (text: string, last: boolean): string => {
    let shown = '';
    let rest = text;
    for (let start = START.exec(rest); start !== null; start = START.exec(rest)) {
      shown += rest.slice(0, start.index);
      rest = rest.slice(start.index);
      const marker = MARKER.exec(rest);
      if (marker !== null) {
        shown += checked(marker[1] ?? '', marker[2] ?? '');
        rest = rest.slice(marker[0].length);
      } else if (!last && BEGUN.test(rest)) {
        held = rest;
        return shown;
      } else {
        const [begun = ''] = /^[ \t]*\[?/.exec(rest) ?? [];
        shown += begun;
        rest = rest.slice(begun.length);
      }
    }
    return shown + rest;
  };
  return {
    push: (piece) => {
      const text = held + piece;
      held = '';
      return take(text, false);
    },
    end: () => take(held, true),
    cited: () => [...cited],
  };
};
