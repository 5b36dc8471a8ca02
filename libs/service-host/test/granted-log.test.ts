import type { TopicName } from '@streamforge/contracts/topics';
import type { EventLog } from '@streamforge/event-log/port';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineService } from '../src/service.ts';
import { hostPlace } from './open-host.ts';

/** What the contract of roi-logger grants, and what it does not. */
const forbidden = (verb: string, topic: string) => ({ name: 'TerminalError', code: 'BACKEND_FORBIDDEN', message: expect.stringContaining(`The contract does not let roi-logger ${verb} ${topic}.`) as unknown });

describe('a service that reaches for a topic that the contract does not grant it', () => {
  const place = hostPlace();
  let log: EventLog;

  /** A service whose code is given the log, as routes and background work are. */
  beforeEach(async () => {
    const given = Promise.withResolvers<EventLog>();
    const nothing = () => Promise.resolve([]);
    await place().open([defineService({
      name: 'roi-logger',
      config: z.object({}),
      consumes: { 'agent.fills.v1': nothing, 'agent.actions.v1': nothing, 'market.bars.v1': nothing, 'gnn.predictions.v1': nothing },
      background: ({ events }) => Promise.resolve(given.resolve(events)),
    })]);
    log = await given.promise;
  });

  it('is refused, on the embedded log as on a broker', async () => {
    const at = { topic: 'llm.requests.v1', partition: 0, offset: 0 };
    await expect(log.read(at, { maxRecords: 1, maxBytes: 1 })).rejects.toMatchObject(forbidden('read', 'llm.requests.v1'));
    await expect(log.offsets('market.candles.v1')).rejects.toMatchObject(forbidden('see', 'market.candles.v1'));
    await expect(log.produce('agent.fills.v1', [])).rejects.toMatchObject(forbidden('write', 'agent.fills.v1'));
    await expect(log.deleteBefore([{ ...at, topic: 'agent.fills.v1' }])).rejects.toMatchObject(forbidden('delete from', 'agent.fills.v1'));
    await expect(log.offsets('nowhere')).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' });
    const consume = { group: 'roi-logger', from: 'earliest', maxRecords: 1, maxBytes: 1, onBatch: () => Promise.resolve() } as const;
    await expect(log.consume({ ...consume, topics: ['agent.fills.v1', 'documents.v1'] })).rejects.toMatchObject(forbidden('read', 'documents.v1'));
  });

  it('is shown what it may see, and reads and writes what it is granted', async () => {
    const seen = (await log.topics()).map(({ name }) => name);
    expect(seen).toEqual(expect.arrayContaining(['agent.fills.v1', 'agent.fills.v1.dlq', 'queue-control', 'roi.snapshots.v1']));
    expect(seen).not.toContain('market.candles.v1');
    const granted: readonly TopicName[] = ['agent.fills.v1', 'market.bars.v1', 'queue-control', 'roi.snapshots.v1'];
    expect((await Promise.all(granted.map((topic) => log.offsets(topic)))).every((lanes) => lanes.length > 0)).toBe(true);
    expect(await log.produce('agent.fills.v1.dlq', [{ key: null, value: 'x' }])).toHaveLength(1);
    expect(await log.read({ topic: 'agent.fills.v1.dlq', partition: 0, offset: 0 }, { maxRecords: 1, maxBytes: 100 })).toBeDefined();
  });
});
