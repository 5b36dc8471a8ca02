/** One chat completion over HTTP, from the request to its last event. */
import { ourError } from '@streamforge/service-host/http/problem';
import type { FastifyRequest } from 'fastify';
import { analystOf, type Analyst } from '../analyst.ts';
import { sourcesText } from '../answer/closing.ts';
import { EVIDENCE_MODEL } from '../answer/evidence-only.ts';
import { wholeText } from '../answer/whole-text.ts';
import type { Writing, Written } from '../answer/write.ts';
import type { LlmContext } from '../context.ts';
import { publishGiven } from '../requests/publish-answer.ts';
import { told } from '../told.ts';
import { completion, DONE, eventText, firstChunk, lastChunk, textChunk, usageChunk, type CompletionName } from './completion.ts';
import { errorBody } from './fault.ts';
import { readChat, type Chat } from './request.ts';
import { tenantOf } from './tenant.ts';

/** A whole answer, or the events of one that is being written. */
export type Answered = { readonly body: unknown } | { readonly events: AsyncGenerator<string> };

interface Job {
  readonly chat: Chat;
  readonly tenant: string;
  readonly name: CompletionName;
  readonly writing: Writing;
  readonly analyst: Analyst;
  readonly context: LlmContext;
  readonly begun: number;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
  /** Lets go of the place. */
  readonly release: () => void;
}

/** Answers; resolves to events only once the model’s server has accepted, so that a refusal still has a status of its own. */
export const answerChat = async (request: FastifyRequest, context: LlmContext, signal: AbortSignal): Promise<Answered> => {
  const { clock, config, ids } = context;
  const tenant = tenantOf(request);
  const chat = readChat(request.body, config.LLM_MAX_TOKENS);
  const analyst = await analystOf(context);
  const model = analyst.models.chosen(chat.model);
  const begun = clock.now();
  const release = await analyst.places.take({ signal, line: config.LLM_QUEUE });
  // An answer that is given up before its first event was asked for would keep its place for ever.
  signal.addEventListener('abort', release, { once: true });
  try {
    const { question, before, parameters } = chat;
    const writing = await analyst.answer({ tenant, question, before, model, parameters, signal });
    const name = { id: `chatcmpl-${ids()}`, created: Math.floor(begun / 1_000), model };
    const job: Job = { chat, tenant, name, writing, analyst, context, begun, signal, release };
    return chat.stream ? { events: eventsOf(job) } : { body: await bodyOf(job) };
  } catch (error) {
    release();
    throw error;
  }
};

/** The sources as text, for clients that show nothing else; evidence that is laid out has them already. */
const sourcesOf = ({ name, chat: { sourcesInText }, context }: Job, { citations }: Written): string =>
  (sourcesInText ?? context.config.LLM_SOURCES_IN_TEXT === 'on') && name.model !== EVIDENCE_MODEL ? sourcesText(citations) : '';

const bodyOf = async (job: Job): Promise<unknown> => {
  let finish = 'abandoned';
  try {
    const { text, written } = await wholeText(job.writing);
    finish = written.finish;
    await recorded(job, text, written);
    return completion(job.name, text + sourcesOf(job, written), written);
  } finally {
    await ended(job, finish);
  }
};

const eventsOf = async function* eventsOf(job: Job): AsyncGenerator<string> {
  const { name, writing: { pieces }, chat, context: { logger }, signal } = job;
  let finish = 'abandoned';
  const text: string[] = [];
  try {
    yield eventText(firstChunk(name));
    let next = await pieces.next();
    for (; next.done !== true; next = await pieces.next()) {
      text.push(next.value);
      yield eventText(textChunk(name, next.value));
    }
    const written = next.value;
    const sources = sourcesOf(job, written);
    if (sources !== '') yield eventText(textChunk(name, sources));
    finish = written.finish;
    await recorded(job, text.join(''), written);
    yield eventText(lastChunk(name, written.finish, written.citations));
    if (chat.includeUsage) yield eventText(usageChunk(name, written.usage));
    yield DONE;
  } catch (error) {
    if (signal.aborted) return;
    const ours = ourError(error);
    finish = ours.code;
    logger.warn({ code: ours.code }, 'an answer broke off');
    yield eventText(errorBody(ours));
  } finally {
    await ended(job, finish);
  }
};

/** Leaves the record of a whole answer, before its citations are told; the place is free for the next one meanwhile. */
const recorded = async ({ name: { id, model }, tenant, context, release }: Job, answer: string, { citations, usage }: Written): Promise<void> => {
  release();
  await publishGiven(context, { id, tenant, answer, model, citations: [...citations], usage, time: context.clock.now() });
};

/** Charges for the answer, finished or not. An answer that was given is not taken back because it could not be charged; that is logged. */
const ended = async ({ name: { id, model }, tenant, writing, analyst, context, begun, release }: Job, finish: string): Promise<void> => {
  const { clock, logger } = context;
  release();
  const [usage, now] = [writing.usage(), clock.now()];
  told(context, { way: 'http', model, usage, seconds: Math.max(0, now - begun) / 1_000, finish });
  await analyst.book.charge({ tenant, id, model, asked: model !== EVIDENCE_MODEL, usage, begun, ended: now })
    .catch((error: unknown) => {
      logger.error({ code: ourError(error).code, completion: id, tenant, ...usage }, 'an answer could not be charged');
    });
};
