import type { QueueControl, QueueEvent } from '@streamforge/contracts/events/queue';
import { deadLetterTopic } from '@streamforge/contracts/topics';
import { systemClock, type Clock } from '@streamforge/determinism/clock';
import { parseDeadLetter } from '@streamforge/dead-letters/letter';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunningHost } from '../src/run.ts';
import { defineService, type DefinedService } from '../src/service.ts';
import { keeper } from './keeper.ts';
import { hostPlace, until } from './open-host.ts';

const hasty: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 20, signal) };
const HOLD = Promise.withResolvers<void>().promise;

/** A service with one kind of job: it writes its records, or waits until it is stopped. */
const worker = (): DefinedService => defineService({
  name: 'gnn-trainer',
  config: z.object({}),
  consumes: { 'gnn.commands.v1': () => Promise.resolve([]) },
  jobs: {
    train: async (job) => {
      const { hold = false } = job.parameters as { readonly hold?: boolean };
      await job.progress(0.4, 'epoch 2', 12);
      if (hold) await Promise.race([HOLD, new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason as Error)))]);
    },
  },
});

const command = (value: Omit<QueueControl, 'time' | 'service'> & { readonly service?: string }) =>
  ({ key: value.job, value: JSON.stringify({ service: 'gnn-trainer', time: Date.UTC(2024, 0, 1), ...value }) });

const all = async (host: Pick<RunningHost, 'ports'>, topic: string) => {
  const { events } = host.ports;
  const pages = await Promise.all((await events.offsets(topic)).map(async (lane) => {
    const records = await events.read({ ...lane, offset: lane.start }, { maxRecords: 1_000, maxBytes: 10_000_000 });
    return records.map((record) => ({ record, lane }));
  }));
  return pages.flat();
};

const said = async (host: RunningHost): Promise<readonly QueueEvent[]> =>
  (await all(host, 'queue-events')).map(({ record }) => JSON.parse(Buffer.from(record.value ?? '').toString()) as QueueEvent);

const order = async (host: RunningHost, ...commands: readonly ReturnType<typeof command>[]) => {
  await host.ports.events.produce('queue-control', commands);
};

const heard = async (host: RunningHost, job: string, event: QueueEvent['event']): Promise<QueueEvent> => {
  let found: QueueEvent | undefined;
  await until(async () => (found = (await said(host)).find((each) => each.job === job && each.event === event)) !== undefined);
  return found as QueueEvent;
};

describe('commands on queue-control', () => {
  const place = hostPlace();

  it('start a job, which says that it started and finished and what it wrote', async () => {
    const host = await place().open([worker()], { clock: hasty });
    await order(host, command({ job: 'a', command: 'start', kind: 'train' }));
    expect(await heard(host, 'a', 'started')).toMatchObject({ service: 'gnn-trainer' });
    expect(await heard(host, 'a', 'finished')).toMatchObject({ recordsWritten: 12 });
  });

  it('stop a running job, which says that it was interrupted', async () => {
    const host = await place().open([worker()], { clock: hasty });
    await order(host, command({ job: 'b', command: 'start', kind: 'train', parameters: { hold: true } }));
    await heard(host, 'b', 'started');
    await order(host, command({ job: 'b', command: 'stop' }));
    expect(await heard(host, 'b', 'interrupted')).toMatchObject({ service: 'gnn-trainer' });
  });

  it('ask how a job stands, and whether an instance is there at all', async () => {
    const host = await place().open([worker(), keeper()], { clock: hasty });
    await order(host, command({ job: 'c', command: 'start', kind: 'train', parameters: { hold: true } }));
    await heard(host, 'c', 'started');
    await order(host, command({ job: 'c', command: 'ping' }), command({ job: 'hello', command: 'ping', service: 'ingest' }));
    await until(async () => (await said(host)).some(({ job, event, message }) => job === 'c' && event === 'loading' && message === 'running, 40 % epoch 2'));
    expect(await heard(host, 'hello', 'started')).toMatchObject({ service: 'ingest', message: 'alive; it knows no job of that id' });
  });

  it('that can’t be carried out are answered with the cause and end as one dead letter, also after a restart', async () => {
    const host = await place().open([worker()], { clock: hasty });
    await order(host, command({ job: 'd', command: 'start', kind: 'bake' }), { key: 'x', value: 'no command' }, command({ job: 'nobody', command: 'stop' }));
    expect((await heard(host, 'd', 'error')).message).toContain('kind is bake: there are train');
    expect((await heard(host, 'nobody', 'error')).message).toContain('JOB_UNKNOWN');
    await host.stop();
    const again = await place().open([worker()], { clock: hasty });
    await order(again, command({ job: 'done', command: 'ping' }));
    await heard(again, 'done', 'started');
    const letters = (await all(again, deadLetterTopic('queue-control'))).map(({ record, lane }) => parseDeadLetter(record, lane)?.code);
    expect(letters.toSorted()).toEqual(['JOB_UNKNOWN', 'JSON_INVALID', 'REQUEST_INVALID']);
    expect((await said(again)).filter(({ event }) => event === 'error')).toHaveLength(2);
  });

  it('are carried out once, whoever reads them again', async () => {
    const ports = await place().ports();
    await ports.events.produce('queue-control', [command({ job: 'e', command: 'start', kind: 'train' })]);
    await ports.close();
    const host = await place().open([worker()], { clock: hasty });
    await heard(host, 'e', 'finished');
    await host.stop();
    const again = await place().open([worker()], { clock: hasty });
    await order(again, command({ job: 'e', command: 'ping' }));
    await until(async () => (await said(again)).some(({ message }) => message.startsWith('finished')));
    expect((await said(again)).filter(({ job, event }) => job === 'e' && event === 'started')).toHaveLength(1);
  });
});
