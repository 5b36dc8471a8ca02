/** The record of an answer on `llm.responses.v1`, under the id of its request: what lineage follows. */
import type { LlmResponse } from '@streamforge/contracts/events/llm';
import { ourError } from '@streamforge/service-host/http/problem';
import type { LlmContext } from '../context.ts';

/** Publishes an answer under an id of its tenant and request: again, it changes nothing. */
export const publishAnswer = async ({ publish }: Pick<LlmContext, 'publish'>, response: LlmResponse): Promise<void> => {
  const { tenant, id, time } = response;
  await publish('llm.responses.v1', [{ value: response, id: `llm-response:${tenant}:${id}`, time }]);
};

/** How long somebody who waits for an answer waits for its record, too. */
const PATIENCE_MS = 1_000;

/**
 * Publishes an answer that somebody waits for. One that was given is not taken back because the log did not take its record: that is
 * logged, and a log that takes longer than a second is no longer waited for.
 */
export const publishGiven = async (context: Pick<LlmContext, 'publish' | 'clock' | 'logger'>, response: LlmResponse): Promise<void> => {
  const { clock, logger } = context;
  const published = new AbortController();
  const publishing = publishAnswer(context, response).catch((error: unknown) => {
    logger.error({ code: ourError(error).code, completion: response.id, tenant: response.tenant }, 'an answer left no record');
  }).finally(() => published.abort());
  await Promise.race([publishing, clock.sleep(PATIENCE_MS, published.signal).catch(() => undefined)]);
};
