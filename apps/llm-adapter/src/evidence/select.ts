import type { Evidence, NumberedEvidence } from './evidence.ts';

export interface Room {
  /** Characters of titles and texts together. */
  readonly characters: number;
  /** Pieces. */
  readonly most: number;
}

const saying = ({ kind, text, source: { topic, partition, offset } }: Evidence): string =>
  `${kind} ${topic}[${partition}]@${offset} ${text}`;

/** Numbers the evidence in its order, each saying once, as far as there is room; what is too long is passed over. */
export const selectEvidence = (found: readonly Evidence[], { characters, most }: Room): readonly NumberedEvidence[] => {
  const selected: NumberedEvidence[] = [];
  const seen = new Set<string>();
  let left = characters;
  for (const one of found) {
    const size = one.title.length + one.text.length;
    if (selected.length === most || size > left || seen.has(saying(one))) continue;
    seen.add(saying(one));
    left -= size;
    selected.push({ ...one, number: selected.length + 1 });
  }
  return selected;
};
