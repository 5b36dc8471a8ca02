import { withoutImages } from '../answer/image-filter.ts';

/** Spaces, and what can't be seen: it could hide words, reorder a line or steer a terminal. */
const BLANK = /[\s\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]+/gu;

/** A number in brackets that stood in somebody's text: it cites nothing here. */
const FOREIGN_MARKER = /\[(\s*\d[\d\s,;–-]*)\]/g;

/**
 * Text of others on one line of at most so many characters, without hidden characters, without what would look like a citation of ours, and
 * without images of Markdown, which a page would fetch by itself.
 */
export const plainText = (text: string, most: number): string => {
  const plain = withoutImages(text.replace(BLANK, ' ').replace(FOREIGN_MARKER, '($1)')).trim();
  if (plain.length <= most) return plain;
  const cut = plain.slice(0, most - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > most / 2 ? cut.slice(0, space) : cut).replace(/[\ud800-\udbff]$/, '')}…`;
};
