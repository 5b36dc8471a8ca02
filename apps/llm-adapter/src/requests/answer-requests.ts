/** Requests over the log: each is answered once and charged once, however often it is delivered. */
import type { Received, ReceivedEvent } from '@streamforge/codec/received';
import { TerminalError } from '@streamforge/contracts/errors';
import type { LlmResponse } from '@streamforge/contracts/events/llm';
import type { Rejection } from '@streamforge/service-host/service';
import { analystOf, type Analyst } from '../analyst.ts';
import { EVIDENCE_MODEL } from '../answer/evidence-only.ts';
import { wholeText } from '../answer/whole-text.ts';
import type { LlmContext } from '../context.ts';
import { told } from '../told.ts';
import { publishAnswer } from './publish-answer.ts';

/**
 * Answers a batch, as many at once as there are places; requests of one id one after the other. A model that does not answer is waited for:
 * what was begun is finished, nothing more is begun, and the partition waits. What a model refuses is rejected.
 */
export const answerRequests = async (batch: readonly Received<'llm.requests.v1'>[], context: LlmContext): Promise<readonly Rejection[]> => {
  const analyst = await analystOf(context);
  const failed = new AbortController();
  const events = batch.filter((record) => record.kind === 'event');
  const byId = Map.groupBy(events, ({ value: { tenant, id } }) => `${tenant}:${id}`);
  const outcomes = await Promise.allSettled(byId.values().map(async (records) => {
    const release = await analyst.places.take({ signal: failed.signal });
    try {
      const rejections: Rejection[] = [];
      for (const record of records) rejections.push(...await answerOne(record, analyst, context));
      return rejections;
    } catch (error) {
      failed.abort(error);
      throw error;
    } finally {
      release();
    }
  }));
  failed.signal.throwIfAborted();
  return outcomes.flatMap((outcome) => outcome.status === 'fulfilled' ? outcome.value : []);
};

type Request = ReceivedEvent<'llm.requests.v1'>;

const answerOne = async (record: Request, analyst: Analyst, context: LlmContext): Promise<readonly Rejection[]> => {
  try {
    await publishAnswer(context, await answered(record, analyst, context));
    return [];
  } catch (error) {
    if (error instanceof TerminalError) return [{ record, code: error.code, detail: error.message }];
    throw error;
  }
};

/** Nobody waits who could go away. */
const NEVER = new AbortController().signal;

const answered = async (record: Request, analyst: Analyst, context: LlmContext): Promise<LlmResponse> => {
  const { value: request, topic, partition, offset } = record;
  const { book, models } = analyst;
  const { clock, metrics, logger, config } = context;
  const { tenant, id, question } = request;
  const model = models.chosen(request.model);
  const standing = await book.open(request, { model, source: { topic, partition, offset }, now: clock.now() });
  if (standing.state === 'conflict') throw new TerminalError('ID_CONFLICT', `The request ${id} of ${tenant} asked something else.`);
  if (standing.state === 'answered') return standing.response;
  const begun = clock.monotonic();
  const calls = model === EVIDENCE_MODEL ? 0 : await book.call(request);
  if (calls > 1) metrics.count('streamforge_llm_repeated_calls_total', { service: 'llm-adapter' });
  // Said once: while the model does not answer, it is asked again and again.
  if (calls === 2) logger.warn({ request: id, tenant }, 'a model is asked again: an attempt before ended after it had asked');
  const parameters = { max_tokens: config.LLM_MAX_TOKENS };
  const writing = await analyst.answer({ tenant, question, before: [], model, parameters, signal: NEVER });
  const { text: answer, written } = await wholeText(writing);
  const { citations, usage, finish } = written;
  const response = await book.settle({ id, tenant, answer, model, citations: [...citations], usage, time: clock.now() });
  told(context, { way: 'log', model, usage, seconds: (clock.monotonic() - begun) / 1_000, finish });
  return response;
};

