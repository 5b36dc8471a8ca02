import { RetryableError, TerminalError, type StreamForgeError } from '@streamforge/contracts/errors';
import { z } from 'zod';

/** Statuses that pass by themselves: too slow, too early, too many. What is above 499 does, too. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** A server’s own code for what it refuses, when it is one word: its message may repeat a prompt or a key. */
const Refusal = z.looseObject({ error: z.looseObject({ code: z.unknown().optional(), type: z.unknown().optional() }) });
const WORD = /^[a-z][a-z0-9_.-]{0,60}$/i;

const wordIn = (body: string): string => {
  try {
    const parsed = Refusal.safeParse(JSON.parse(body));
    if (!parsed.success) return '';
    const { code, type } = parsed.data.error;
    const word = [code, type].find((one): one is string => typeof one === 'string' && WORD.test(one));
    return word === undefined ? '' : ` (${word})`;
  } catch {
    return '';
  }
};

/** The error for an answer of a model’s server with another status than 200. */
export const refusalOf = (status: number, body: string): StreamForgeError => {
  const detail = `It answered with status ${status}${wordIn(body)}.`;
  return PASSING.has(status) || status >= 500 ? new RetryableError('LLM_UNAVAILABLE', detail) : new TerminalError('LLM_REFUSED', detail);
};

/** The error for a server that can’t be reached, falls silent, breaks off or speaks something else. */
export const unavailable = (detail: string, cause?: unknown): RetryableError =>
  new RetryableError('LLM_UNAVAILABLE', detail, {}, cause === undefined ? {} : { cause });
