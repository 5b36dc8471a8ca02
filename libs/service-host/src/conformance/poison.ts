import type { Received } from '@streamforge/codec/received';
import type { Coordinates } from '@streamforge/event-log/port';
import { describe, expect, it } from 'vitest';
import { UNEXPECTED_RETRIES } from '../loop/attempt.ts';
import { FailureRate } from '../loop/failure-rate.ts';
import { freshSubject, until, type ServiceUnderTest } from './subject.ts';

const GOOD = 200;

/** Records that share a partition with the first. */
const besideFirst = (places: readonly Coordinates[]): readonly number[] =>
  places.flatMap(({ partition }, n) => partition === places[0]?.partition ? [n] : []);

const at = ({ partition, offset }: Pick<Coordinates, 'partition' | 'offset'>): string => `${partition}@${offset}`;

export const poison = (given: ServiceUnderTest): void => void describe('a record on which the handler fails', () => {
  const subject = freshSubject(given);

  it('is tried six times, found, and dead-lettered as UNEXPECTED with its coordinates; its neighbours are stored', async () => {
    const { start, produce, hash, deadLetters, unfinished, goodRecord } = subject();
    const places = await produce(Array.from({ length: GOOD }, (_, n) => goodRecord(n)));
    const beside = besideFirst(places);
    const culprit = places[beside[Math.floor(beside.length / 2)] ?? 0] as Coordinates;
    const attempts: number[] = [];
    const running = await start({
      before: (batch) => {
        if (!batch.some((record) => at(record) === at(culprit))) return;
        attempts.push(batch.length);
        throw new TypeError('poison');
      },
    });
    await running.settled();
    expect(attempts.filter((records) => records === beside.length)).toHaveLength(1 + UNEXPECTED_RETRIES);
    expect(attempts.at(-1)).toBe(1);
    expect(await deadLetters()).toMatchObject([{ code: 'UNEXPECTED', message: 'TypeError: poison', origin: culprit }]);
    const { partition, offset } = culprit;
    expect(running.logs).toContainEqual(expect.objectContaining({ level: 'error', code: 'UNEXPECTED', partition, offset }));
    expect(await unfinished()).toEqual([]);
    const [withPoison, neighbours] = [await hash(), places.map((_, n) => goodRecord(n)).filter((_, n) => places[n] !== culprit)];
    await running.host.stop();
    await subject().anew();
    await produce(neighbours);
    const other = await start();
    await other.settled();
    expect(await hash()).toBe(withPoison);
  });

  it('stops its partition when it is one of too many: readiness says so, the others go on, and a repaired service loses none', async () => {
    const { start, produce, deadLetters, unfinished, goodRecord } = subject();
    const places = await produce(Array.from({ length: GOOD }, (_, n) => goodRecord(n)));
    const first = places[0] as Coordinates;
    expect(besideFirst(places).length).toBeGreaterThanOrEqual(FailureRate.least);
    const broken = (batch: readonly Received[]): void => {
      if (batch.some(({ partition }) => partition === first.partition)) throw new TypeError('poison');
    };
    const running = await start({ before: broken, env: { STREAMFORGE_DRAIN_SECONDS: '0' } });
    await until(async () => (await running.readiness()).status === 503 && (await unfinished()).length === 1);
    const { checks } = await running.readiness();
    expect(checks).toContainEqual(expect.objectContaining({ name: 'partitions', ok: false }));
    const stopped = `${first.topic}[${first.partition}] stopped: PARTITION_STOPPED`;
    await until(async () => JSON.stringify((await running.readiness()).checks).includes(stopped));
    expect(running.logs).toContainEqual(expect.objectContaining({ level: 'error', code: 'PARTITION_STOPPED', partition: first.partition }));
    const labels = `service="${given.service.name}",topic="${first.topic}"`;
    expect(await running.host.metrics.text()).toContain(`streamforge_partitions_paused{${labels}} 1`);
    await running.host.stop();
    const repaired = await start();
    await repaired.settled();
    expect(await deadLetters()).toEqual([]);
    expect(await unfinished()).toEqual([]);
  });
});
