import type { TextFilter } from './text-filter.ts';

/** Parts the two characters that begin an image of Markdown: a page would fetch it by itself, and its address could carry data away. */
export const withoutImages = (text: string): string => text.replaceAll('![', '! [');

/** `withoutImages` for a text that comes in pieces. */
export const imageFilter = (): TextFilter => {
  let held = '';
  return {
    push: (piece) => {
      const text = withoutImages(held + piece);
      held = text.endsWith('!') ? '!' : '';
      return text.slice(0, text.length - held.length);
    },
    end: () => held,
  };
};
