import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import { post } from '../../platform/platform.ts';
import type { Chapter } from './chapter.ts';
import { excerptOf } from './excerpt.ts';

/** A question whose answer needs the ledger, bars and documents. */
const QUESTION = 'Which agent earned most, and why did ALDE-USD move in the last day?';

interface Completion {
  readonly model: string;
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly citations: readonly { readonly number: number; readonly title: string; readonly source: CoordinatesOfRecord }[];
}

const placeOf = ({ topic, partition, offset }: CoordinatesOfRecord): string => `${topic}[${partition}]@${offset}`;

/** A question answered from what is stored, each statement with the record that it rests on. */
export const answer: Chapter = {
  name: 'answer',
  needs: ['ingest', 'embeddings', 'roi-logger', 'llm-adapter'],
  otherwise: 'no question is answered',
  tell: async (scene) => {
    await scene.handledBy('ingest', 'embeddings', 'roi-logger');
    const body = { messages: [{ role: 'user', content: QUESTION }], citations: 'field' };
    const { model, choices, citations } = await post(scene.platform, '/v1/chat/completions', body) as Completion;
    const { lines, cited } = excerptOf(choices[0]?.message.content ?? '');
    const sources = citations.filter(({ number }) => cited.includes(number))
      .map(({ number, title, source }) => `[${number}] ${title} (${placeOf(source)})`);
    return [`“${QUESTION}” (${model})`, ...lines, ...sources];
  },
};
