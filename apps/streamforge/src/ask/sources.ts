/** What an answer rests on, for people: each piece with the place of its record. */
import type { Citation } from '@streamforge/contracts/events/llm';
import type { Colours } from '../output/colour.ts';
import { printable } from '../output/table.ts';

/** `[1] document  Rates rise  documents.v1[3]@17`, one a line. */
export const sourceLines = (citations: readonly Citation[], colours: Colours): string => {
  if (citations.length === 0) return colours.faint('It cites nothing.');
  const kinds = Math.max(...citations.map(({ kind }) => kind.length));
  return [colours.strong('Sources'), ...citations.map(({ number, kind, title, source, url }) => [
    `[${number}]`.padStart(`[${citations.length}]`.length),
    kind.padEnd(kinds),
    printable(title),
    colours.faint(`${source.topic}[${source.partition}]@${source.offset}`),
    ...url === undefined ? [] : [printable(url)],
  ].join('  '))].join('\n');
};

/** Text of an answer, line by line safe to print. */
export const answerText = (text: string): string => text.split('\n').map(printable).join('\n');
