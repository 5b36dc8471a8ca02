import { TerminalError } from '@streamforge/contracts/errors';
import type { LostRange } from '@streamforge/event-log/port';
import type { Logger } from 'pino';
import type { HostMetrics } from './metrics.ts';
import type { Ports } from './service.ts';

/** What was acknowledged once and is missing now is logged and counted: losing is bad, losing in silence is worse. */
export class Losses {
  readonly #logger: Logger;
  readonly #metrics: HostMetrics;
  /** Per partition, the ranges that were told; several groups may come upon one. */
  readonly #told = new Map<string, LostRange[]>();

  constructor(logger: Logger, metrics: HostMetrics) {
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Tells what the stores found missing when they were opened. */
  async report({ events, documents }: Pick<Ports, 'events' | 'documents'>, needed: readonly (keyof Ports)[]): Promise<void> {
    for (const range of await events.lostRanges()) this.tell(range);
    if (!needed.includes('documents')) return;
    const lost = await documents.lostWrites();
    if (lost === 0) return;
    const { code, message, fix } = new TerminalError('STATE_LOST', `${lost} writes of the document store.`);
    this.#logger.error({ code }, `${message} ${fix}`);
  }

  /** Tells of a range that can't be read any more; `service` is who came upon it. */
  tell(range: LostRange, service?: string): void {
    const { topic, partition, from, to, cause } = range;
    const { code, message, fix } = new TerminalError('LOST_RANGE', `Offsets ${from} to ${to - 1} (${cause}).`, { topic, partition });
    this.#logger.error({ code, topic, partition, offset: from, to, ...service !== undefined && { service } }, `${message} ${fix}`);
    const name = `${topic}[${partition}]`;
    this.#told.set(name, merged([...this.#told.get(name) ?? [], range]));
    const ofTopic = [...this.#told.values()].flat().filter((told) => told.topic === topic);
    this.#metrics.set('streamforge_log_lost_records', { topic }, ofTopic.reduce((sum, told) => sum + told.to - told.from, 0));
  }
}

/** Ranges of one partition without overlap, so that each record counts once. */
const merged = (ranges: readonly LostRange[]): LostRange[] => {
  const result: LostRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || range.from > last.to) result.push(range);
    else result.splice(-1, 1, { ...last, to: Math.max(last.to, range.to) });
  }
  return result;
};
