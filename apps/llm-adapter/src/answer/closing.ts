/** What is said after the text of a model. */
import type { Citation } from '@streamforge/contracts/events/llm';

/** Said when the answer began to repeat its instructions. */
export const CUT = '[The rest is not shown: the model began to repeat its instructions.]';

/** Said when an answer can’t be checked, since it cites nothing; empty when it does. */
export const uncitedNote = (cited: number, found: number): string => {
  if (cited > 0) return '';
  return found === 0
    ? '\n\n(No stored evidence was found for this question; nothing of this answer can be checked.)'
    : `\n\n(This answer cites none of the ${found} pieces of evidence that were found; nothing of it can be checked.)`;
};

/** The citations as lines of text, for clients that show nothing else. */
export const sourcesText = (citations: readonly Citation[]): string => citations.length === 0 ? '' : [
  '\n\nSources:',
  ...citations.map(({ number, title, source: { topic, partition, offset } }) => `[${number}] ${title} (${topic}[${partition}]@${offset})`),
].join('\n');
