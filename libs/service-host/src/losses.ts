import { TerminalError } from '@streamforge/contracts/errors';
import type { Logger } from 'pino';
import type { Ports } from './service.ts';

/** Says at start what was acknowledged once and is missing now: losing is bad, losing in silence is worse. */
export const reportLosses = async ({ events, documents }: Pick<Ports, 'events' | 'documents'>, logger: Logger): Promise<void> => {
  for (const range of await events.lostRanges()) {
    const error = new TerminalError('LOST_RANGE', `Offsets ${range.from} to ${range.to - 1} of ${range.topic}[${range.partition}].`);
    logger.error({ code: error.code, topic: range.topic, partition: range.partition, offset: range.from, to: range.to }, `${error.message} ${error.fix}`);
  }
  const lost = await documents.lostWrites();
  if (lost === 0) return;
  const error = new TerminalError('STATE_LOST', `${lost} writes of the document store.`);
  logger.error({ code: error.code }, `${error.message} ${error.fix}`);
};
