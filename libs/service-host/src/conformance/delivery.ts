import { redriveHeaders } from '@streamforge/dead-letters/headers';
import { TerminalError } from '@streamforge/contracts/errors';
import { describe, expect, it } from 'vitest';
import { groupsOf } from '../groups.ts';
import { freshSubject, until, type ServiceUnderTest, type Subject } from './subject.ts';

const GOOD = 120;

/** Good records with a bad one after every tenth. */
const mixed = ({ goodRecord, badRecord }: Subject) =>
  Array.from({ length: GOOD }, (_, n) => n % 10 === 9 ? [goodRecord(n), badRecord(n)] : [goodRecord(n)]).flat();

export const delivery = (given: ServiceUnderTest): void => void describe('what is delivered', () => {
  const subject = freshSubject(given);

  it('ends stored or as a dead letter with code and coordinates, and its position is committed', async () => {
    const { start, produce, deadLetters, unfinished, hash, badRecord, goodRecord, topic } = subject();
    const empty = await hash();
    const running = await start();
    await produce([goodRecord(0)]);
    const [bad] = await produce([badRecord(1)]);
    await running.settled();
    expect(await hash()).not.toBe(empty);
    expect(await deadLetters()).toMatchObject([{ service: given.service.name, attempt: 1, origin: { kind: 'record', topic, ...bad } }]);
    expect(await unfinished()).toEqual([]);
  });

  it('changes nothing when all of it is delivered again, in other batches', async () => {
    const { start, produce, ports, hash, deadLetters, topic } = subject();
    await produce(mixed(subject()));
    const first = await start();
    await first.settled();
    await first.host.stop();
    const [before, letters] = [await hash(), await deadLetters()];
    await ports(async ({ events }) => {
      const [group = ''] = [...groupsOf(given.service.name)].find(([, topics]) => topics.includes(topic)) ?? [];
      await events.seek(group, (await events.offsets(topic)).map(({ partition, start: offset }) => ({ topic, partition, offset })));
    });
    const second = await start({ env: { STREAMFORGE_BATCH_RECORDS: '7' } });
    await second.settled();
    expect(await hash()).toBe(before);
    expect(await deadLetters()).toEqual(letters);
  });

  it('is not dead-lettered twice when the process died between the dead letter and the commit', async () => {
    const { start, produce, faults, hash, deadLetters, unfinished } = subject();
    await produce(mixed(subject()));
    faults.commit = () => Promise.resolve(new TerminalError('PARTITION_MOVED'));
    const first = await start();
    await until(async () => (await deadLetters()).length === GOOD / 10);
    first.host.force();
    await first.host.stop();
    const letters = await deadLetters();
    expect(await unfinished()).not.toEqual([]);
    faults.commit = undefined;
    const second = await start();
    await second.settled();
    expect(await deadLetters()).toEqual(letters);
    expect(await unfinished()).toEqual([]);
    expect(await hash()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is skipped when it was redriven for another group', async () => {
    const { start, produce, hash, deadLetters, goodRecord, badRecord } = subject();
    const empty = await hash();
    const headers = [[redriveHeaders.group, 'someone-else']] as const;
    const running = await start();
    await produce([{ ...goodRecord(0), headers }, { ...badRecord(1), headers }]);
    await running.settled();
    expect(await hash()).toBe(empty);
    expect(await deadLetters()).toEqual([]);
  });
});
