import { RetryableError } from '@streamforge/contracts/errors';
import { serviceOf } from '@streamforge/contracts/services';
import { deadLetterTopic } from '@streamforge/contracts/topics';
import type { Coordinates } from '@streamforge/event-log/port';
import { describe, expect, it } from 'vitest';
import { freshSubject, until, type Running, type ServiceUnderTest } from './subject.ts';

const GOOD = 80;

const complaint = async (running: Running): Promise<string> => {
  const { status, checks } = await running.readiness();
  return status === 200 ? '' : checks.filter(({ ok }) => !ok).map(({ detail }) => detail).join('; ');
};

export const outage = (given: ServiceUnderTest): void => void describe('while something is down', () => {
  const subject = freshSubject(given);
  const stores = serviceOf(given.service.name).ports.includes('documents');

  it.skipIf(!stores)('a store: its partition waits and says why, the others go on, none is skipped, and it recovers by itself', async () => {
    const { start, produce, faults, hash, deadLetters, unfinished, goodRecord, topic } = subject();
    const down = (): Error => new RetryableError('STORE_UNAVAILABLE');
    const first = (await produce([goodRecord(0)]))[0] as Coordinates;
    faults.store = (source) => source.topic === topic && source.partition === first.partition ? down() : undefined;
    faults.vectors = (point) => given.keyOfPoint?.(point) === goodRecord(0).key ? down() : undefined;
    faults.jobs = (job) => given.keyOfJob?.(job) === goodRecord(0).key ? down() : undefined;
    const running = await start();
    await produce(Array.from({ length: GOOD }, (_, n) => goodRecord(n)));
    await until(async () => (await unfinished()).length === 1 && (await complaint(running)) !== '');
    expect(await complaint(running)).toContain(`${topic}[${first.partition}] waits: STORE_UNAVAILABLE`);
    expect(await unfinished()).toEqual([expect.stringContaining(`${topic}[${first.partition}]`)]);
    expect(await running.host.metrics.text()).toMatch(/streamforge_retries_total\{[^}]*code="STORE_UNAVAILABLE"\} [1-9]/);
    const halted = await hash();
    faults.store = faults.vectors = faults.jobs = undefined;
    await running.settled();
    await until(async () => (await running.readiness()).status === 200);
    expect(await hash()).not.toBe(halted);
    expect(await deadLetters()).toEqual([]);
    expect(running.logs.filter(({ code }) => code === 'STORE_UNAVAILABLE')).toHaveLength(1);
  });

  it.skipIf(!stores)('a store, for every partition: they wait without holding each other up, and all recover', async () => {
    const { start, produce, faults, hash, unfinished, goodRecord } = subject();
    await produce(Array.from({ length: GOOD }, (_, n) => goodRecord(n)));
    faults.store = faults.vectors = faults.jobs = () => new RetryableError('STORE_UNAVAILABLE');
    const [empty, running] = [await hash(), await start({ env: { STREAMFORGE_INFLIGHT_RECORDS: '1' } })];
    const waiting = (await unfinished()).length;
    expect(waiting).toBeGreaterThan(1);
    await until(async () => (await complaint(running)).match(/ waits: /g)?.length === waiting);
    expect(await hash()).toBe(empty);
    faults.store = faults.vectors = faults.jobs = undefined;
    await running.settled();
    expect(await unfinished()).toEqual([]);
  });

  it('the dead-letter topic: a refused record waits for it and is not passed over', async () => {
    const { start, produce, faults, deadLetters, unfinished, goodRecord, badRecord, topic } = subject();
    faults.produce = (name) => name === deadLetterTopic(topic) ? new RetryableError('LOG_UNAVAILABLE') : undefined;
    const running = await start();
    const [bad] = await produce([badRecord(0)]);
    await produce([goodRecord(1)]);
    await until(async () => (await complaint(running)).includes(`${topic}[${bad?.partition}] waits: LOG_UNAVAILABLE`));
    expect(await deadLetters()).toEqual([]);
    expect(await unfinished()).toContainEqual(expect.stringContaining(`${topic}[${bad?.partition}]`));
    faults.produce = undefined;
    await running.settled();
    expect(await deadLetters()).toMatchObject([{ origin: bad }]);
    await until(async () => (await running.readiness()).status === 200);
  });

  it('the log, for commits: the work goes on, and the positions follow once it is back', async () => {
    const { start, produce, faults, unfinished, goodRecord } = subject();
    let down = true;
    const refused: number[] = [];
    faults.commit = (nextOffset) => {
      if (down) refused.push(nextOffset);
      return Promise.resolve(down ? new RetryableError('DISK_FULL') : undefined);
    };
    let handled = 0;
    const running = await start({ before: (batch) => void (handled += batch.length), env: { STREAMFORGE_BATCH_RECORDS: '3' } });
    await produce(Array.from({ length: GOOD }, (_, n) => goodRecord(n)));
    await until(() => handled === GOOD && refused.length > 0);
    expect(await unfinished()).not.toEqual([]);
    down = false;
    await running.settled();
    expect(await unfinished()).toEqual([]);
    expect(handled).toBe(GOOD);
    expect(running.logs).toContainEqual(expect.objectContaining({ level: 'warn', code: 'DISK_FULL' }));
  });
});
