/** Asks any OpenAI-compatible server for an answer, piece by piece. Only text is read of what it sends: it has no tools to call. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import { z } from 'zod';
import type { ModelMessage } from '../answer/prompt.ts';
import { dataOf } from './event-stream.ts';
import { refusalOf, unavailable } from './failure.ts';
import { patience, type Limits } from './patience.ts';

export interface ModelServer extends Limits {
  /** Ends in `/v1` for most servers. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
}

/** Passed on as the caller gave them. */
export type Parameters = Readonly<Record<string, number | string | readonly string[]>>;

export interface Generation {
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  readonly parameters: Parameters;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface Piece {
  readonly text: string;
  readonly finish?: 'stop' | 'length' | 'content_filter' | undefined;
  /** What the server counted; it comes once, if at all. */
  readonly usage?: Usage | undefined;
}

const Said = z.looseObject({ content: z.string().nullish() });
const Tokens = z.looseObject({ prompt_tokens: z.int().min(0).default(0), completion_tokens: z.int().min(0).default(0) });
/** A chunk of a stream (`delta`) or a whole answer (`message`). */
const Answer = z.looseObject({
  choices: z.array(z.looseObject({ delta: Said.nullish(), message: Said.nullish(), finish_reason: z.string().nullish() })).default([]),
  usage: Tokens.nullish(),
  error: z.unknown().optional(),
});

/** Largest answer of a server that does not stream, and largest refusal that is read. */
const MOST_BYTES = 4_194_304;

const finishOf = (reason: string | null | undefined): Piece['finish'] => {
  if (reason === null || reason === undefined) return undefined;
  return reason === 'length' || reason === 'content_filter' ? reason : 'stop';
};

const pieceOf = (json: string): Piece => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw unavailable('It answered with something that is not JSON.', cause);
  }
  const parsed = Answer.safeParse(value);
  if (!parsed.success) throw unavailable('It answered with something that is no completion.');
  const { choices: [choice], usage, error } = parsed.data;
  if (error !== undefined && error !== null) throw unavailable('It broke off with an error.');
  return {
    text: choice?.delta?.content ?? choice?.message?.content ?? '',
    finish: finishOf(choice?.finish_reason),
    ...usage !== undefined && usage !== null && { usage: { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens } },
  };
};

const boundedText = async (body: AsyncIterable<Uint8Array> | null): Promise<string> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.length;
    if (size > MOST_BYTES) throw unavailable('Its answer is larger than 4 MiB.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
};

/**
 * Resolves once the server has accepted; then iterates over the pieces. Rejects, then or while iterating, with RetryableError
 * `LLM_UNAVAILABLE`, TerminalError `LLM_REFUSED`, or the reason of `signal`, which ends the generation at the server, too.
 */
export const generate = async (
  server: ModelServer, { model, messages, parameters }: Generation, signal: AbortSignal, clock: Clock,
): Promise<AsyncIterable<Piece>> => {
  const waiting = patience(clock, server);
  const either = AbortSignal.any([signal, waiting.signal]);
  const translated = (error: unknown): unknown => {
    if (either.aborted) return either.reason;
    return error instanceof StreamForgeError ? error : unavailable('The connection failed.', error);
  };
  try {
    const response = await fetch(`${server.baseUrl.replace(/\/+$/, '')}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream, application/json',
        ...server.apiKey !== undefined && { authorization: `Bearer ${server.apiKey}` },
      },
      body: JSON.stringify({ ...parameters, model, messages, stream: true, stream_options: { include_usage: true } }),
      redirect: 'error',
      signal: either,
    });
    waiting.heard();
    if (!response.ok) throw refusalOf(response.status, await boundedText(response.body));
    const streams = response.headers.get('content-type')?.includes('text/event-stream') === true;
    return piecesOf(streams, response.body, { heard: waiting.heard, stop: waiting.stop, translated });
  } catch (error) {
    waiting.stop();
    throw translated(error);
  }
};

interface Hearing {
  readonly heard: () => void;
  readonly stop: () => void;
  readonly translated: (error: unknown) => unknown;
}

const heardBytes = async function* heardBytes(body: AsyncIterable<Uint8Array>, heard: () => void): AsyncGenerator<Uint8Array> {
  for await (const bytes of body) {
    heard();
    yield bytes;
  }
};

const piecesOf = async function* piecesOf(
  streams: boolean, body: AsyncIterable<Uint8Array> | null, { heard, stop, translated }: Hearing,
): AsyncGenerator<Piece> {
  try {
    if (body === null) throw unavailable('Its answer is empty.');
    if (!streams) {
      yield pieceOf(await boundedText(heardBytes(body, heard)));
      return;
    }
    let finished = false;
    for await (const data of dataOf(heardBytes(body, heard))) {
      if (data === '[DONE]') return;
      const piece = pieceOf(data);
      finished ||= piece.finish !== undefined;
      yield piece;
    }
    if (!finished) throw unavailable('Its answer broke off.');
  } catch (error) {
    throw translated(error);
  } finally {
    stop();
  }
};
