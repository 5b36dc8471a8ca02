import { TerminalError } from '@streamforge/contracts/errors';
import type { TopicName } from '@streamforge/contracts/topics';
import type { HostSettings } from './config/host-settings.ts';
import { groupsOf } from './groups.ts';
import type { Stoppables } from './lifecycle/stoppables.ts';
import type { Handle } from './loop/attempt.ts';
import { Budget } from './loop/budget.ts';
import { consume } from './loop/consume.ts';
import type { LoopContext } from './loop/context.ts';
import type { DefinedService, HostContext } from './service.ts';

/** What all services of a host share in their loops. */
export type SharedLoop = Omit<LoopContext, 'service' | 'group' | 'budget'>;

export interface StartConsumers {
  readonly shared: SharedLoop;
  readonly settings: HostSettings;
  readonly stoppables: Stoppables;
  /** Called when a consumer can't go on. */
  readonly onCrash: (error: Error) => void;
}

/** Joins each group that the contract gives the service, within one budget of memory. */
export const startConsumers = async (
  service: DefinedService, context: HostContext, { shared, settings, stoppables, onCrash }: StartConsumers,
): Promise<void> => {
  const { metrics } = shared;
  const budget = new Budget({ records: settings.STREAMFORGE_INFLIGHT_RECORDS, bytes: settings.STREAMFORGE_INFLIGHT_BYTES });
  metrics.beforeScrape(() => Promise.resolve(metrics.set('streamforge_inflight_bytes', { service: service.name }, budget.bytes)));
  const handleOf = (topic: TopicName): Handle<TopicName> => {
    const handler = service.consumes[topic];
    if (handler === undefined) throw new TerminalError('INTERNAL', `${service.name} has no handler for ${topic}.`);
    return (batch) => handler(batch, context);
  };
  for (const [group, topics] of groupsOf(service.name)) {
    topics.forEach(handleOf);
    // A counter that appears with its first record shows no increase: the first dead letter of a process would alarm nobody.
    for (const topic of topics) {
      metrics.count('streamforge_records_consumed_total', { service: service.name, topic }, 0);
      metrics.count('streamforge_dead_letters_total', { service: service.name, topic }, 0);
    }
    const consumer = await consume(topics, handleOf, { ...shared, service: service.name, group, budget }, {
      maxRecords: settings.STREAMFORGE_BATCH_RECORDS,
      maxBytes: settings.STREAMFORGE_BATCH_BYTES,
      onCrash,
    });
    stoppables.add({ name: `${service.name} consumer`, stop: (force) => consumer.stop({ force }) });
  }
};

/** Starts a service's work beside the consume loop. When forced, work that does not heed its signal is left behind. */
export const startBackground = (service: DefinedService, context: HostContext, stoppables: Stoppables): void => {
  if (service.background === undefined) return;
  const controller = new AbortController();
  const running = service.background(context, controller.signal).catch((error: unknown) => {
    if (!controller.signal.aborted) context.logger.error({ err: error }, 'background work ended');
  });
  stoppables.add({
    name: `${service.name} background`,
    stop: async (force) => {
      controller.abort();
      if (!force) await running;
    },
  });
};
