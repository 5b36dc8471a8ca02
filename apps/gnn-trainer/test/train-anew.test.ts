import { describe, expect, it } from 'vitest';
import { orderAnew } from '../src/schedule/train-anew.ts';
import { openTimeOf, small } from './market.ts';
import { quick, training } from './orders.ts';
import { freshPlatform } from './platform.ts';
import { pino } from 'pino';

const HOUR = 3_600_000;

describe('models on a schedule', () => {
  const platform = freshPlatform();

  it('are ordered anew once in each stretch of time, as they were ordered last; one of a fixed range is not', async () => {
    const { start, send, ended, jobs, registry } = platform();
    const host = await start();
    const fixed = { exchange: 'sim', interval: '1m', to: openTimeOf(small.bars) } as const;
    await send(training('job-1', { training: { ...quick, epochs: 1 } }), training('job-2', { model: 'fixed', universe: fixed, training: { ...quick, epochs: 1 } }));
    await Promise.all([ended('job-1'), ended('job-2')]);
    await host.stop();
    const parts = { registry, jobs, logger: pino({ level: 'silent' }) };
    const { createdAt } = await registry.version('small', 1) ?? { createdAt: 0 };
    await orderAnew(parts, HOUR, createdAt);
    expect(await jobs.list({ state: 'queued', limit: 9 })).toEqual([]);
    const next = (Math.floor(createdAt / HOUR) + 1) * HOUR;
    for (const now of [next, next + HOUR - 1, next + HOUR]) await orderAnew(parts, HOUR, now);
    const queued = await jobs.list({ state: 'queued', limit: 9 });
    expect(queued.map(({ id }) => id).toSorted()).toEqual([next, next + HOUR].map((at) => `anew-small-${at / HOUR}`));
    expect(queued[0]?.parameters).toEqual((await jobs.get('job-1'))?.parameters);
  });
});
