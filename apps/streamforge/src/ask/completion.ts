/** A question to the analyst over its OpenAI-compatible API, and the answer as it is written. */
import { isErrorCode, RetryableError } from '@streamforge/contracts/errors';
import type { Citation } from '@streamforge/contracts/events/llm';
import { AnswerError, UsageError } from '../complaint.ts';
import { parsed, type Platform, type StreamedAnswer } from '../platform/platform.ts';
import { eventData } from './event-stream.ts';

/** A piece of text, or at the end who wrote it and what it rests on. */
export type AnswerPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end'; readonly id: string; readonly model: string; readonly citations: readonly Citation[] };

export interface Question {
  readonly question: string;
  readonly model: string | undefined;
  readonly signal: AbortSignal;
}

interface Chunk {
  readonly id?: string;
  readonly model?: string;
  readonly choices?: readonly { readonly delta?: { readonly content?: string } }[];
  readonly citations?: readonly Citation[];
  readonly error?: ApiError;
}

interface ApiError {
  readonly message?: string;
  readonly code?: string;
}

/** Asks and gives the answer piece by piece. Throws what the analyst refuses it with, also in the middle. */
export async function* answerTo(platform: Platform, { question, model, signal }: Question): AsyncGenerator<AnswerPart, void> {
  const body = JSON.stringify({ ...model !== undefined && { model }, messages: [{ role: 'user', content: question }], stream: true, citations: 'field' });
  const answer = await platform.stream('/v1/chat/completions', body, signal);
  if (answer.status >= 300) throw await refusalOf(answer);
  let writer = '';
  for await (const data of eventData(answer.chunks)) {
    if (data === '[DONE]') return;
    const chunk = parsed(data) as Chunk | null;
    if (chunk?.error !== undefined) throw errorOf(502, chunk.error);
    writer = chunk?.model ?? writer;
    const text = chunk?.choices?.[0]?.delta?.content ?? '';
    if (text !== '') yield { kind: 'text', text };
    if (chunk?.citations !== undefined) yield { kind: 'end', id: chunk.id ?? '', model: writer, citations: chunk.citations };
  }
  signal.throwIfAborted();
  throw new RetryableError('LLM_UNAVAILABLE', 'The answer broke off.');
}

/** Errors come in OpenAI's shape from the analyst, and as a problem from whoever has no such route. */
const refusalOf = async ({ status, chunks }: StreamedAnswer): Promise<Error> => {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const value = parsed(Buffer.concat(parts).toString()) as { readonly error?: ApiError; readonly code?: string; readonly detail?: string } | null;
  if (value?.code === 'ROUTE_UNKNOWN' || value?.code === 'METHOD_NOT_ALLOWED') {
    return new UsageError('the platform that answers runs no llm-adapter; start it there, or name its address in STREAMFORGE_URL');
  }
  return errorOf(status, value?.error ?? { ...value?.code !== undefined && { code: value.code }, ...value?.detail !== undefined && { message: value.detail } });
};

/** OpenAI's name of a model that there is not. */
const ours = (code: string): string => code === 'model_not_found' ? 'LLM_MODEL_UNKNOWN' : code;

const errorOf = (status: number, { code = '', message = `The analyst answered ${status}.` }: ApiError): Error =>
  new AnswerError(status, isErrorCode(ours(code)) ? ours(code) : 'INTERNAL', message);
