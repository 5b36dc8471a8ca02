import { describe, expect, it } from 'vitest';
import { freshSubject, until, type ServiceUnderTest } from './subject.ts';

const GOOD = 60;

export const stopping = (given: ServiceUnderTest): void => void describe('stopping', () => {
  const subject = freshSubject(given);

  it('turns readiness to 503 while the socket still answers, finishes the batches in hand, and commits them', async () => {
    const { start, produce, unfinished, goodRecord } = subject();
    const gate = Promise.withResolvers<void>();
    let inHand = 0;
    const running = await start({
      before: async (batch) => {
        inHand += batch.length;
        await gate.promise;
      },
    });
    expect((await running.readiness()).status).toBe(200);
    const [one] = await produce([goodRecord(0)]);
    await until(() => inHand === 1);
    const stopped = running.host.stop();
    expect(await running.readiness()).toMatchObject({ status: 503, checks: [{ name: 'draining', ok: false }] });
    expect(await unfinished()).toEqual([`${one?.topic}[${one?.partition}] ends at 1`]);
    gate.resolve();
    await stopped;
    await running.host.closed;
    expect(await unfinished()).toEqual([]);
    await expect(running.readiness()).rejects.toThrow('fetch failed');
  });

  it('by force in the middle of batches loses nothing: the next start ends where an undisturbed run ends', async () => {
    const { start, produce, hash, unfinished, deadLetters, goodRecord, badRecord, anew } = subject();
    const records = Array.from({ length: GOOD }, (_, n) => [goodRecord(n), ...n % 20 === 19 ? [badRecord(n)] : []]).flat();
    await produce(records);
    const undisturbed = await start();
    await undisturbed.settled();
    await undisturbed.host.stop();
    const [expected, letters] = [await hash(), (await deadLetters()).length];

    await anew();
    await produce(records);
    let batches = 0;
    const disturbed = await start({
      before: async () => {
        batches += 1;
        if (batches > 4) await new Promise(() => undefined);
      },
      env: { STREAMFORGE_BATCH_RECORDS: '3' },
    });
    await until(() => batches > 4);
    const stopped = disturbed.host.stop();
    disturbed.host.force();
    await stopped;
    expect(await unfinished()).not.toEqual([]);
    const again = await start();
    await again.settled();
    expect(await hash()).toBe(expected);
    expect((await deadLetters()).length).toBe(letters);
    expect(await unfinished()).toEqual([]);
  });
});
