/** Passages of the tenant's documents that fit the question. */
import type { DocumentStore } from '@streamforge/document-store/port';
import { fuse } from '@streamforge/retrieval/fusion';
import type { Chunks, FoundChunk } from '@streamforge/search/chunks';
import type { KnownAsset } from '../question/assets-named.ts';
import { rangeOf, type TimeHint } from '../question/time-hint.ts';
import type { Evidence } from './evidence.ts';
import { timeText } from './figures.ts';
import { plainText } from './plain-text.ts';

export interface DocumentQuestion {
  /** Whose documents: set by our side, never by content. */
  readonly tenant: string;
  readonly question: string;
  readonly assets: readonly KnownAsset[];
  readonly time: TimeHint | undefined;
  /** The newest moment that the bars of the assets know; absent without assets that have bars. */
  readonly newest?: number | undefined;
  /** Whether news of late counts for more, as it does for what moved a price. */
  readonly recent: boolean;
  readonly limit: number;
}

const MOST_TITLE = 300;
const MOST_PASSAGE = 1_500;
/** Passages of one document: more of it would leave no room for others. */
const PER_DOCUMENT = 2;
/** Characters of a question that are searched for. */
const SEARCHED = 2_000;

const keyOf = ({ document, chunk }: FoundChunk): string => `${document}#${chunk}`;

const unique = (chunks: readonly FoundChunk[]): readonly FoundChunk[] =>
  [...new Map(chunks.toReversed().map((chunk) => [keyOf(chunk), chunk])).values()].toReversed();

const perDocument = (chunks: readonly FoundChunk[]): readonly FoundChunk[] => {
  const taken = new Map<string, number>();
  return chunks.filter(({ document }) => {
    const already = taken.get(document) ?? 0;
    taken.set(document, already + 1);
    return already < PER_DOCUMENT;
  });
};

/** Passages from the time asked for stand first; the others stay, in case the time was read wrongly. */
const inTimeFirst = (chunks: readonly FoundChunk[], hint: TimeHint | undefined, newest: number | undefined): readonly FoundChunk[] => {
  if (hint === undefined || chunks.length === 0) return chunks;
  const { from, to } = rangeOf(hint, newest ?? Math.max(...chunks.map(({ publishedAt }) => publishedAt)) + 1);
  const within = (chunk: FoundChunk): boolean => chunk.publishedAt >= from && chunk.publishedAt < to;
  return [...chunks.filter(within), ...chunks.filter((chunk) => !within(chunk))];
};

/** Ranks by fit and by age together. */
const newsFirst = (chunks: readonly FoundChunk[]): readonly FoundChunk[] => {
  const byKey = new Map(chunks.map((chunk) => [keyOf(chunk), chunk]));
  const byAge = chunks.toSorted((a, b) => b.publishedAt - a.publishedAt);
  return fuse([chunks.map(keyOf), byAge.map(keyOf)]).flatMap(({ id }) => byKey.get(id) ?? []);
};

/** Documents about the named assets first, then whatever else fits; what was deleted meanwhile is left out. */
export const documentEvidence = async (
  chunks: Pick<Chunks, 'search'>, documents: Pick<DocumentStore, 'get'>, asking: DocumentQuestion,
): Promise<readonly Evidence[]> => {
  const { tenant, question, assets, time, newest, recent, limit } = asking;
  const asked = { tenant, question: question.slice(0, SEARCHED), limit: limit * 2 };
  const symbols = [...new Set(assets.map(({ symbol }) => symbol))];
  const named = symbols.length === 0 ? [] : await chunks.search({ ...asked, symbols });
  const ranked = recent ? newsFirst(named) : named;
  const found = named.length >= limit ? ranked : [...ranked, ...await chunks.search(asked)];
  const wanted = inTimeFirst(perDocument(unique(found)), time, newest).slice(0, limit);
  return (await Promise.all(wanted.map((chunk) => evidenceOf(documents, tenant, chunk)))).filter((one) => one !== undefined);
};

/** The document store has the last word: whether the document is still there, and in which record. */
const evidenceOf = async (documents: Pick<DocumentStore, 'get'>, tenant: string, chunk: FoundChunk): Promise<Evidence | undefined> => {
  const stored = await documents.get('documents', { series: tenant, order: 0, id: chunk.document });
  if (stored === undefined || stored.body === null) return undefined;
  const { topic, partition, offset } = chunk.source ?? stored.source;
  const title = plainText(chunk.title, MOST_TITLE);
  return {
    kind: 'document',
    title: `${title === '' ? chunk.document : title} (${plainText(chunk.publisher, 100)}, ${timeText(chunk.publishedAt)})`,
    text: plainText(chunk.text, MOST_PASSAGE),
    source: { topic, partition, offset },
    url: chunk.url,
  };
};
