/** The analyst over its stores: what routes and the handler share. */
import { openLedger } from '@streamforge/ledger/ledger';
import { ledgerReader } from '@streamforge/ledger/reader';
import { openRegistry } from '@streamforge/model-registry/registry';
import { openChunks } from '@streamforge/search/chunks';
import { embedderOf } from '@streamforge/search/embeddings-settings';
import { openMoments } from '@streamforge/search/moments';
import { ourError } from '@streamforge/service-host/http/problem';
import { openedOnce } from '@streamforge/service-host/opened-once';
import { writeByModel, writeEvidence, type Writing } from './answer/write.ts';
import { EVIDENCE_MODEL } from './answer/evidence-only.ts';
import type { Turn } from './answer/prompt.ts';
import type { LlmContext } from './context.ts';
import { gatherEvidence } from './evidence/gather.ts';
import { knownReader } from './evidence/known.ts';
import type { EvidenceStores } from './evidence/stores.ts';
import type { Parameters } from './model/generate.ts';
import { modelsOf, type Models } from './model/models.ts';
import { places, type Places } from './places.ts';
import { understand } from './question/understand.ts';
import { openBook, type Book } from './requests/book.ts';

export interface Question {
  /** Whose data may be read: set by our side, never by content. */
  readonly tenant: string;
  readonly question: string;
  /** Earlier messages of the conversation, oldest first. */
  readonly before: readonly Turn[];
  /** One of the models’ ids. */
  readonly model: string;
  readonly parameters: Parameters;
  readonly signal: AbortSignal;
}

export interface Analyst {
  readonly models: Models;
  readonly places: Places;
  readonly book: Book;
  /** Finds evidence and begins to write. Rejects as the stores and `generate` do. */
  answer(question: Question): Promise<Writing>;
}

/** Most pieces of evidence of one answer. */
const MOST_PIECES = 20;

const openAnalyst = async ({ documents, relational, vectors, config, clock, ids, logger }: LlmContext): Promise<Analyst> => {
  const models = modelsOf(config);
  const onDegraded = (error: unknown): void =>
    logger.warn({ err: error }, 'documents are found by their words alone: the embeddings server does not answer');
  const [book, registry, chunks, moments] = await Promise.all([
    openBook(relational),
    openRegistry(relational),
    openChunks({ vectors, relational, dense: embedderOf(config), onDegraded }),
    openMoments({ vectors, documents }),
    // Its reader reads tables that another service writes, and finds them empty where that one never ran.
    openLedger(relational),
  ]);
  const stores: EvidenceStores = { documents, registry, chunks, moments, ledger: ledgerReader(relational) };
  const readKnown = knownReader(documents, stores.ledger, clock.monotonic);
  return {
    models, book,
    places: places(config.LLM_PARALLEL),
    answer: async ({ tenant, question, before, model, parameters, signal }) => {
      const earlier = before.filter(({ role }) => role === 'user').map(({ text }) => text).toReversed();
      const known = await readKnown();
      const understood = understand(question, known, earlier);
      const room = { characters: config.LLM_EVIDENCE_CHARACTERS, most: MOST_PIECES };
      const evidence = await gatherEvidence(stores, { tenant, question, understood, some: known.some, room });
      if (models.server === undefined || model === EVIDENCE_MODEL) return writeEvidence(evidence);
      return await writeByModel({ server: models.server, clock, ids }, { question, evidence, before, model, parameters }, signal);
    },
  };
};

/** The analyst of a host, opened once; one that could not be opened is tried anew. */
export const analystOf = openedOnce(({ relational }: LlmContext) => relational, async (context) => {
  try {
    return await openAnalyst(context);
  } catch (error) {
    context.logger.warn({ code: ourError(error).code }, 'the stores of answers could not be opened yet');
    throw error;
  }
});
