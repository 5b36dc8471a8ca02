import type { Received } from '@streamforge/codec/received';
import { RetryableError } from '@streamforge/contracts/errors';
import { deadLetterTopic } from '@streamforge/contracts/topics';
import { parseDeadLetter } from '@streamforge/dead-letters/letter';
import { systemClock, type Clock } from '@streamforge/determinism/clock';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { tail } from '../src/control/tail.ts';
import type { OpenPorts } from '../src/run.ts';
import { hostPlace, until } from './open-host.ts';

const hasty: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 20, signal) };

const command = (job: string) =>
  ({ key: job, value: JSON.stringify({ job, service: 'gnn-trainer', command: 'ping', time: Date.UTC(2024, 0, 1) }) });

const refusals = async ({ events }: OpenPorts): Promise<readonly string[]> => {
  const lanes = await events.offsets(deadLetterTopic('queue-control'));
  const codes = await Promise.all(lanes.map(async (lane) => {
    const letters = await events.read({ ...lane, offset: lane.start }, { maxRecords: 100, maxBytes: 1e6 });
    return letters.flatMap((letter) => parseDeadLetter(letter, lane)?.code ?? []);
  }));
  return codes.flat();
};

describe('what reads a topic that all instances read', () => {
  const place = hostPlace();

  it('tries a record again that can’t be handled now, and writes one dead letter for each that never can', async () => {
    const ports = await place().ports();
    const { events } = ports;
    await events.produce('queue-control', [{ key: 'x', value: 'no json' }, ...['a', 'b', 'c'].map(command)]);
    const [seen, done] = [[] as string[], [] as string[]];
    const over = new AbortController();
    const onRecord = async ({ key }: Received<'queue-control'>): Promise<void> => {
      seen.push(key);
      if (key === 'a' && seen.filter((each) => each === 'a').length < 3) throw new RetryableError('STORE_UNAVAILABLE');
      if (key === 'b') throw new Error('nobody foresaw this');
      done.push(key);
    };
    const reading = tail({ topic: 'queue-control', events, clock: hasty, logger: pino({ level: 'silent' }), service: 'gnn-trainer', signal: over.signal, onRecord });
    await until(async () => done.length === 2 && (await refusals(ports)).length === 2);
    over.abort();
    await reading;
    expect(done.toSorted()).toEqual(['a', 'c']);
    expect(seen.filter((key) => key === 'a')).toHaveLength(3);
    expect((await refusals(ports)).toSorted()).toEqual(['JSON_INVALID', 'UNEXPECTED']);
    await ports.close();
  });
});
