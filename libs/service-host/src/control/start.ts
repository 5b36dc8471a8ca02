import type { Received } from '@streamforge/codec/received';
import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import { hearsControl } from '@streamforge/contracts/services';
import { instanceName } from '../lifecycle/instance.ts';
import type { Stoppables } from '../lifecycle/stoppables.ts';
import type { DefinedService, HostContext } from '../service.ts';
import { isFor, obey, type Answer } from './obey.ts';
import { tail } from './tail.ts';

/**
 * Hears the commands on `queue-control` for a service and answers on `queue-events`, until the host stops. Commands older than this process
 * are carried out where nobody did, and not answered again.
 */
export const startControl = (service: DefinedService, context: HostContext, stoppables: Stoppables): void => {
  const { name } = service;
  if (!hearsControl(name)) return;
  const { clock, events, logger, jobs, publish } = context;
  const controller = new AbortController();
  const startedAt = clock.now();
  const instance = instanceName();
  const kinds = Object.keys(service.jobs ?? {});

  const onRecord = async (record: Received<'queue-control'>): Promise<void> => {
    if (record.kind !== 'event' || !isFor(name, record)) return;
    const { value, offset, timestamp } = record;
    const fresh = timestamp >= startedAt;
    const say = async (answer: Answer | undefined): Promise<void> => {
      if (answer === undefined || !fresh) return;
      const time = clock.now();
      await publish('queue-events', [{ id: `${name}:${instance}:control:${offset}`, time, value: { ...answer, job: value.job, service: name, instance, time } }]);
    };
    if (!fresh && value.command === 'ping') return;
    try {
      await say(await obey(value, { jobs, kinds }));
    } catch (error) {
      if (!(error instanceof StreamForgeError) || error instanceof RetryableError) throw error;
      await say({ event: 'error', recordsWritten: 0, message: `${error.code}: ${error.message}`.slice(0, 4_000) });
      throw error;
    }
  };

  const reading = tail({ topic: 'queue-control', events, clock, logger, service: name, signal: controller.signal, onRecord });
  stoppables.add({
    name: `${name} control`,
    stop: async (force) => {
      controller.abort();
      if (!force) await reading;
    },
  });
};
