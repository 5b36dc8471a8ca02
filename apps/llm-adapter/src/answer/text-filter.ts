/** Changes a text that comes in pieces; what it gives does not depend on where the pieces were cut. */
export interface TextFilter {
  /** Takes the next piece and gives what can be shown by now. */
  push(piece: string): string;
  /** Gives what was held back; nothing is pushed after it. */
  end(): string;
}

/** One filter after another. */
export const inTurn = (...filters: readonly TextFilter[]): TextFilter => ({
  push: (piece) => filters.reduce((text, filter) => filter.push(text), piece),
  end: () => filters.reduce((text, filter) => filter.push(text) + filter.end(), ''),
});
