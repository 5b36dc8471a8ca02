import type { Writing, Written } from './write.ts';

/** Waits for the whole of an answer. */
export const wholeText = async ({ pieces }: Writing): Promise<{ readonly text: string; readonly written: Written }> => {
  const parts: string[] = [];
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return { text: parts.join(''), written: next.value };
    parts.push(next.value);
  }
};
