import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import { post } from '../../platform/platform.ts';
import type { Chapter } from './chapter.ts';

/** A question whose answer needs the ledger, bars and documents. */
const QUESTION = 'Which agent earned most, and why did ALDE-USD move in the last day?';

/** Lines of an answer and citations that are shown; `streamforge ask` shows all. */
const MOST_LINES = 8;
const MOST_CITATIONS = 6;
const WIDEST = 150;

interface Completion {
  readonly model: string;
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly citations: readonly { readonly number: number; readonly title: string; readonly source: CoordinatesOfRecord }[];
}

const shortened = (text: string): string => text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;

const shownFirst = (lines: readonly string[], most: number): readonly string[] =>
  lines.length > most ? [...lines.slice(0, most), `… and ${lines.length - most} more`] : lines;

const placeOf = ({ topic, partition, offset }: CoordinatesOfRecord): string => `${topic}[${partition}]@${offset}`;

/** A question answered from what is stored, each statement with the record that it rests on. */
export const answer: Chapter = {
  name: 'answer',
  needs: ['ingest', 'embeddings', 'roi-logger', 'llm-adapter'],
  otherwise: 'no question is answered',
  tell: async (scene) => {
    await scene.handledBy('ingest', 'embeddings', 'roi-logger');
    const body = { messages: [{ role: 'user', content: QUESTION }] };
    const { model, choices, citations } = await post(scene.platform, '/v1/chat/completions', body) as Completion;
    const text = (choices[0]?.message.content ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '');
    const sources = citations.map(({ number, title, source }) => `[${number}] ${title} (${placeOf(source)})`);
    const shown = [...shownFirst(text, MOST_LINES), ...shownFirst(sources, MOST_CITATIONS)];
    return [`“${QUESTION}” (${model})`, ...shown.map(shortened)];
  },
};
