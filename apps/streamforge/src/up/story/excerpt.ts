/** What of an answer is shown in passing: some of each list, and the sources of what is shown. */

/** Items of one list, and lines altogether. */
const MOST_ITEMS = 3;
const MOST_LINES = 14;
const WIDEST = 160;

export interface Excerpt {
  readonly lines: readonly string[];
  /** Numbers of the citations that the lines name, ascending. */
  readonly cited: readonly number[];
}

/** The beginning of an answer. A line that is shortened keeps its citation. */
export const excerptOf = (text: string): Excerpt => {
  let items = 0;
  const kept = text.split('\n').map((line) => line.trim()).filter((line) => line !== '').filter((line) => {
    items = line.startsWith('- ') ? items + 1 : 0;
    return items <= MOST_ITEMS;
  }).slice(0, MOST_LINES);
  const cited = new Set(kept.flatMap((line) => [...line.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number))));
  return { lines: kept.map(shownLine), cited: [...cited].toSorted((a, b) => a - b) };
};

const shownLine = (line: string): string => {
  const mark = / ?\[\d+\]$/.exec(line)?.[0] ?? '';
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1 - mark.length)}…${mark}` : line;
};
