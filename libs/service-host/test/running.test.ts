import { metrics as declared } from '@streamforge/contracts/metrics';
import { RetryableError } from '@streamforge/contracts/errors';
import type { ConsumeOptions } from '@streamforge/event-log/port';
import { describe, expect, it } from 'vitest';
import { hostPlace, until } from './open-host.ts';
import { keeper, note } from './keeper.ts';

describe('a running host', () => {
  const place = hostPlace();

  it('shows every metric of the contract with its help, kind and labels, and Node’s own', async () => {
    const host = await place().open([keeper()]);
    await host.ports.events.produce('documents.v1', [note(0), note(1), { key: 'x', value: 'no document' }]);
    await until(async () => (await host.lag()).every(({ lag }) => lag === 0));
    const answer = await fetch(`${host.address}/metrics`);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await answer.text();
    for (const [name, { help, kind }] of Object.entries(declared)) expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`);
    expect(text).toContain('streamforge_records_consumed_total{service="ingest",topic="documents.v1"} 3');
    expect(text).toContain('streamforge_records_rejected_total{service="ingest",topic="documents.v1",code="JSON_INVALID"} 1');
    expect(text).toContain('streamforge_dead_letters_total{service="ingest",topic="documents.v1"} 1');
    expect(text).toContain('streamforge_consumer_lag_records{service="ingest",topic="documents.v1"} 0');
    expect(text).toContain('streamforge_partitions_paused{service="ingest",topic="documents.v1"} 0');
    expect(text).toContain('streamforge_inflight_bytes{service="ingest"} 0');
    expect(text).toMatch(/streamforge_end_to_end_seconds_bucket\{le="0\.001",service="ingest",topic="documents\.v1"\} \d/);
    expect(text).toContain('process_cpu_user_seconds_total');
  });

  it('counts from zero, so that its first dead letter is an increase', async () => {
    const host = await place().open([keeper()]);
    const text = await (await fetch(`${host.address}/metrics`)).text();
    expect(text).toContain('streamforge_dead_letters_total{service="ingest",topic="documents.v1"} 0');
    expect(text).toContain('streamforge_records_consumed_total{service="ingest",topic="documents.v1"} 0');
  });

  it('answers a scrape while the log does not answer', async () => {
    const host = await place().open([keeper()], {
      over: (ports) => ({ ...ports, events: { ...ports.events, committed: () => Promise.reject(new RetryableError('LOG_UNAVAILABLE')) } }),
    });
    const answer = await fetch(`${host.address}/metrics`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('streamforge_partitions_paused{service="ingest",topic="documents.v1"} 0');
  });

  it('is not ready while a port does not answer, throws or says no, and ready again after', async () => {
    let answer: () => Promise<void> = () => Promise.resolve();
    let asked = 0;
    const host = await place().open([keeper()], {
      over: (ports) => ({
        ...ports,
        documents: {
          ...ports.documents,
          ping: () => {
            asked += 1;
            return answer();
          },
        },
      }),
      clock: {
        now: () => Date.now(),
        monotonic: () => performance.now(),
        sleep: (ms, signal) => new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, ms / 20);
          signal?.addEventListener('abort', () => {
            clearTimeout(timer);
            reject(signal.reason as Error);
          });
        }),
      },
    });
    const detail = async (): Promise<string | undefined> => {
      const { checks } = await (await fetch(`${host.address}/readyz?verbose`)).json() as { checks: readonly { name: string; detail: string }[] };
      return checks.find(({ name }) => name === 'documents')?.detail;
    };
    expect(await detail()).toBe('');
    const gate = Promise.withResolvers<void>();
    answer = () => gate.promise;
    const before = asked;
    expect(await Promise.all([detail(), detail()])).toEqual(['no answer within 2 s', 'no answer within 2 s']);
    expect(asked).toBe(before + 1);
    gate.reject(new Error('too late'));
    answer = () => {
      throw new Error('threw');
    };
    expect(await detail()).toBe('threw');
    answer = () => Promise.reject(new Error('said no'));
    expect(await detail()).toBe('said no');
    answer = () => Promise.resolve();
    expect(await detail()).toBe('');
  });

  it('ends by itself, with an exit code, when a consumer can’t go on', async () => {
    let crash: ConsumeOptions['onCrash'];
    const host = await place().open([keeper()], {
      over: (ports) => ({
        ...ports,
        events: {
          ...ports.events,
          consume: (options) => {
            crash = options.onCrash;
            return ports.events.consume(options);
          },
        },
      }),
    });
    crash?.(new Error('the thread died'));
    await host.closed;
    expect(process.exitCode).toBe(1);
    process.exitCode = undefined;
    expect(place().logs).toContainEqual(expect.objectContaining({ level: 60 }));
    await (await place().ports()).close();
  });

  it('commits a position only when everything before it was handled', async () => {
    const handled = new Map<number, number>();
    const ahead: string[] = [];
    const host = await place().open([keeper({
      handle: async (batch) => {
        await new Promise((resolve) => setImmediate(resolve));
        for (const { partition, offset } of batch) handled.set(partition, offset + 1);
        return [];
      },
    })], {
      env: { STREAMFORGE_BATCH_RECORDS: '2' },
      over: (ports) => ({
        ...ports,
        events: {
          ...ports.events,
          consume: (options) => ports.events.consume({
            ...options,
            onBatch: (batch, session) => options.onBatch(batch, {
              signal: session.signal,
              heartbeat: () => session.heartbeat(),
              commit: async (next) => {
                if (next > (handled.get(batch.partition) ?? 0)) ahead.push(`${batch.partition}@${next}`);
                await session.commit(next);
              },
            }),
          }),
        },
      }),
    });
    await host.ports.events.produce('documents.v1', Array.from({ length: 50 }, (_, n) => note(n)));
    await until(async () => (await host.lag()).every(({ lag }) => lag === 0));
    expect(ahead).toEqual([]);
    expect([...handled.values()].reduce((sum, next) => sum + next, 0)).toBe(50);
  });
});

describe('work beside the consume loop', () => {
  const place = hostPlace();

  it('is told to end when the host drains', async () => {
    let ended = false;
    const host = await place().open([keeper({
      background: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => {
        ended = true;
        resolve();
      })),
    })]);
    await host.stop();
    expect(ended).toBe(true);
    expect(place().logs.filter(({ level }) => level >= 50)).toEqual([]);
  });

  it('that fails is logged and does not take the host with it', async () => {
    const host = await place().open([keeper({ background: () => Promise.reject(new Error('broken')) })]);
    await until(() => place().logs.some(({ msg }) => msg === 'background work ended'));
    expect((await fetch(`${host.address}/readyz`)).status).toBe(200);
  });

  it('that does not end, and a request that does not, are left behind by force', async () => {
    const host = await place().open([keeper({ background: () => new Promise(() => undefined), hangs: true })]);
    const request = fetch(`${host.address}/hangs`).then(() => 'answered', () => 'cut');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = host.stop();
    host.force();
    await stopped;
    expect(await request).toBe('cut');
    await (await place().ports()).close();
  });
});
