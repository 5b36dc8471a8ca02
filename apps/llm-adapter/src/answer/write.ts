/** Writes an answer over evidence: by a model, or without one by laying out the evidence itself. */
import type { Citation } from '@streamforge/contracts/events/llm';
import type { Clock } from '@streamforge/determinism/clock';
import type { Ids } from '@streamforge/determinism/ids';
import { citationOf, type NumberedEvidence } from '../evidence/evidence.ts';
import { generate, type ModelServer, type Parameters, type Usage } from '../model/generate.ts';
import { CUT, uncitedNote } from './closing.ts';
import { EVIDENCE_MODEL, evidenceLines } from './evidence-only.ts';
import { imageFilter } from './image-filter.ts';
import { markerFilter } from './marker-filter.ts';
import { promptFor, type Turn } from './prompt.ts';
import { promptGuard } from './prompt-guard.ts';
import { inTurn } from './text-filter.ts';

export interface Written {
  readonly model: string;
  readonly citations: readonly Citation[];
  readonly usage: Usage;
  readonly finish: 'stop' | 'length' | 'content_filter';
}

/** An answer that is being written. */
export interface Writing {
  /** The text in pieces as they come, and at its end what is to be said of it. */
  readonly pieces: AsyncGenerator<string, Written>;
  /** What it took so far, also where it is given up. */
  usage(): Usage;
}

const NO_TOKENS: Usage = { promptTokens: 0, completionTokens: 0 };

/** Lays out the evidence. It takes no model, so no tokens. */
export const writeEvidence = (evidence: readonly NumberedEvidence[]): Writing => {
  const write = async function* write(): Writing['pieces'] {
    yield* evidenceLines(evidence);
    return { model: EVIDENCE_MODEL, citations: evidence.map(citationOf), usage: NO_TOKENS, finish: 'stop' };
  };
  return { pieces: write(), usage: () => NO_TOKENS };
};

export interface ModelQuestion {
  readonly question: string;
  readonly evidence: readonly NumberedEvidence[];
  /** Earlier messages of the conversation. */
  readonly before: readonly Turn[];
  readonly model: string;
  readonly parameters: Parameters;
}

export interface ModelDesk {
  readonly server: ModelServer;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Most characters of an answer: room is left for what is said after it. */
const MOST_CHARACTERS = 190_000;

/** Characters of a token, for servers that do not count: a usual estimate for English. */
const CHARACTERS_PER_TOKEN = 4;
const estimated = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN);

/**
 * Asks a model; resolves once its server has accepted. The text is checked as it comes: citations of nothing are removed, and it ends where
 * it begins to repeat the instructions. Rejects as `generate` does.
 */
export const writeByModel = async (
  { server, clock, ids }: ModelDesk, { question, evidence, before, model, parameters }: ModelQuestion, signal: AbortSignal,
): Promise<Writing> => {
  const { messages, confidential } = promptFor(question, evidence, before, ids);
  const ended = new AbortController();
  const pieces = await generate(server, { model, messages, parameters }, AbortSignal.any([signal, ended.signal]), clock);
  const guard = promptGuard(confidential);
  const markers = markerFilter(new Set(evidence.map(({ number }) => number)));
  const sent = messages.reduce((sum, { content }) => sum + content.length, 0);
  let counted: Usage | undefined;
  let received = 0;
  const usage = (): Usage => counted ?? { promptTokens: estimated(sent), completionTokens: estimated(received) };

  const write = async function* write(): Writing['pieces'] {
    const checked = inTurn(guard, imageFilter(), markers);
    let finish: Written['finish'] = 'stop';
    try {
      for await (const piece of pieces) {
        received += piece.text.length;
        counted = piece.usage ?? counted;
        finish = piece.finish ?? finish;
        const shown = checked.push(piece.text);
        if (shown !== '') yield shown;
        if (guard.tripped() || received > MOST_CHARACTERS) {
          finish = guard.tripped() ? 'content_filter' : 'length';
          break;
        }
      }
    } finally {
      ended.abort();
    }
    const rest = checked.end() + (guard.tripped() ? CUT : '') + uncitedNote(markers.cited().length, evidence.length);
    if (rest !== '') yield rest;
    const cited = new Set(markers.cited());
    return { model, finish, usage: usage(), citations: evidence.filter(({ number }) => cited.has(number)).map(citationOf) };
  };
  return { pieces: write(), usage };
};
