/** One line of stderr that says how far something is: drawn in place on a terminal, a plain line every few seconds elsewhere. */
import type { Clock } from '@streamforge/determinism/clock';
import { widthOf, type Output } from './output.ts';

const DRAW_EVERY_MS = 100;
const LINE_EVERY_MS = 3_000;

export interface StatusLine {
  /** Shows one of the texts, unless something was shown a moment ago. */
  show(inPlace: () => string, line: () => string): void;
  /** Clears what was drawn in place. */
  end(): void;
}

export const statusLine = (output: Output, clock: Clock): StatusLine => {
  const { stderr } = output.terminal;
  const drawn = stderr.isTTY === true;
  let shownAt = clock.monotonic();
  return {
    show: (inPlace, line) => {
      const now = clock.monotonic();
      if (now - shownAt < (drawn ? DRAW_EVERY_MS : LINE_EVERY_MS)) return;
      shownAt = now;
      if (drawn) stderr.write(`\r\u001b[K${inPlace().slice(0, widthOf(stderr) - 1)}`);
      else output.talk(line());
    },
    end: () => {
      if (drawn) stderr.write('\r\u001b[K');
    },
  };
};
