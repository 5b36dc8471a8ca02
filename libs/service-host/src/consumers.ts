import { TerminalError } from '@streamforge/contracts/errors';
import type { HostSettings } from './config/host-settings.ts';
import { groupsOf } from './groups.ts';
import type { Stoppables } from './lifecycle/stoppables.ts';
import { Budget } from './loop/budget.ts';
import { consume } from './loop/consume.ts';
import type { LoopContext } from './loop/context.ts';
import type { DefinedService, HostContext } from './service.ts';

/** What all services of a host share in their loops. */
export type SharedLoop = Omit<LoopContext, 'service' | 'group' | 'budget'>;

/** Joins each group that the contract gives the service, within one budget of memory. */
export const startConsumers = async (
  service: DefinedService,
  context: HostContext,
  shared: SharedLoop,
  settings: HostSettings,
  stoppables: Stoppables,
): Promise<void> => {
  const { metrics, logger } = shared;
  const budget = new Budget({ records: settings.STREAMFORGE_INFLIGHT_RECORDS, bytes: settings.STREAMFORGE_INFLIGHT_BYTES });
  metrics.beforeScrape(() => Promise.resolve(metrics.set('streamforge_inflight_bytes', { service: service.name }, budget.bytes)));
  for (const [group, topics] of groupsOf(service.name)) {
    const handles = new Map(topics.map((topic) => {
      const handler = service.consumes[topic];
      if (handler === undefined) throw new TerminalError('INTERNAL', `${service.name} has no handler for ${topic}.`);
      return [topic, (batch: Parameters<typeof handler>[0]) => handler(batch, context)] as const;
    }));
    const consumer = await consume(handles, { ...shared, service: service.name, group, budget }, {
      maxRecords: settings.STREAMFORGE_BATCH_RECORDS,
      maxBytes: settings.STREAMFORGE_BATCH_BYTES,
      onCrash: (error) => {
        logger.fatal({ service: service.name, err: error }, 'the consumer crashed; the process ends so that it is started afresh');
        process.exitCode = 1;
        void stoppables.stop(0);
      },
    });
    stoppables.add({ name: `${service.name} consumer`, stop: (force) => consumer.stop({ force }) });
  }
};

/** Starts a service's work beside the consume loop. */
export const startBackground = (service: DefinedService, context: HostContext, stoppables: Stoppables): void => {
  if (service.background === undefined) return;
  const controller = new AbortController();
  const running = service.background(context, controller.signal).catch((error: unknown) => {
    if (!controller.signal.aborted) context.logger.error({ err: error }, 'background work ended');
  });
  stoppables.add({
    name: `${service.name} background`,
    stop: async () => {
      controller.abort();
      await running;
    },
  });
};
