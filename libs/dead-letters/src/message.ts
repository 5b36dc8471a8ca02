/** Longest message of a dead letter, in characters. */
const MOST = 500;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/** A message that is safe to show anywhere: no control, bidirectional or zero-width characters, at most 500 characters. */
export const plainMessage = (text: string): string => {
  const plain = text.slice(0, 4 * MOST).replace(UNPRINTABLE, ' ').trim();
  return plain.length <= MOST ? plain : `${plain.slice(0, MOST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};
