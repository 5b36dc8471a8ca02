import { TerminalError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import { describe, expect, it } from 'vitest';
import { BrokerError } from '../src/kafka/failure.ts';
import { place } from '../src/kafka/format/batch-header.ts';
import { deliver, type DeliveryParts, type LaneState } from '../src/kafka/produce/delivery.ts';
import { sequenceAfter } from '../src/kafka/produce/identity.ts';
import { OutgoingBatch } from '../src/kafka/produce/outgoing.ts';

const at = { topic: 't', partition: 1 };
const code = { notLeader: 6, timedOut: 7, tooLarge: 10, notEnough: 19, forbidden: 29, outOfOrder: 45 };
const lost = (): Error => Object.assign(new Error('Closed connection'), { name: 'KafkaJSConnectionClosedError' });
const written = { ...at, baseOffset: 40 };

/** A broker that answers as told, one answer per send, and remembers under which identity and sequence it was sent to. */
const scripted = (answers: readonly unknown[], { identities = [] as readonly unknown[], compression = 1 } = {}) => {
  const sent: { readonly producer: number; readonly sequence: number; readonly compression: number }[] = [];
  let now = 0;
  let given = 0;
  let identity = 0;
  const answer = (what: unknown): unknown => {
    if (what instanceof Error) throw what;
    return what;
  };
  const node = {
    connect: async () => undefined,
    send: async (call: { write(encoder: unknown): void }) => {
      const bytes: Uint8Array[] = [];
      const encoder: Record<string, unknown> = new Proxy({}, {
        get: (_, name) => (value: Uint8Array) => {
          if (name === 'writeBytes') bytes.push(value);
          return encoder;
        },
      });
      call.write(encoder);
      const batch = Buffer.from(bytes[0] ?? new Uint8Array());
      sent.push({
        producer: Number(batch.readBigInt64BE(place.producerId)), sequence: batch.readInt32BE(place.baseSequence),
        compression: batch.readInt16BE(place.attributes) & 7,
      });
      given += 1;
      return answer(answers[given - 1]);
    },
  };
  const cluster = {
    ask: async () => {
      identity += 1;
      return answer(identities[identity - 1]) ?? { producerId: BigInt(identity), epoch: 0 };
    },
    leader: async () => 1,
    look: async () => undefined,
  };
  const clock: Clock = { now: () => now, monotonic: () => now, sleep: async (ms) => void (now += ms) };
  const parts = { cluster, connections: { to: async () => node }, clock, compression } as unknown as DeliveryParts;
  const batch = (size = 10): OutgoingBatch => {
    const outgoing = new OutgoingBatch(16);
    const call = { deadline: 5_000, settled: () => undefined };
    for (const value of ['a', 'b'.repeat(size)]) outgoing.add(call, null, { key: null, value }, 0);
    return outgoing;
  };
  const lane: LaneState = { identity: undefined };
  const send = async (outgoing = batch()) => {
    await deliver(at, outgoing, lane, parts);
    return outgoing.baseOffset;
  };
  return { send, sent, lane, batch };
};

describe('delivering a batch', () => {
  it('numbers the records of a lane, over all numbers there are', async () => {
    const { send, sent } = scripted([[written], [written]]);
    expect([await send(), await send()]).toEqual([40, 40]);
    expect(sent.map(({ producer, sequence }) => [producer, sequence])).toEqual([[1, 0], [1, 2]]);
    expect(sequenceAfter(2 ** 31 - 2, 5)).toBe(3);
  });

  it('sends again under the same numbers whatever befell the first attempt', async () => {
    const answers = [lost(), new BrokerError(code.notLeader), new BrokerError(code.timedOut), new BrokerError(code.notEnough), [written]];
    const { send, sent } = scripted(answers);
    expect(await send()).toBe(40);
    expect(new Set(sent.map(({ producer, sequence }) => `${producer} ${sequence}`))).toEqual(new Set(['1 0']));
    expect(sent).toHaveLength(answers.length);
  });

  it('takes a new identity when the broker has lost the old one and has surely not appended the batch', async () => {
    const { send, sent } = scripted([[written], new BrokerError(code.outOfOrder), [written]]);
    await send();
    expect(await send()).toBe(40);
    expect(sent.map(({ producer, sequence }) => [producer, sequence])).toEqual([[1, 0], [1, 2], [2, 0]]);
  });

  it('never sends under a new identity what may have arrived: it says so instead', async () => {
    const { send, sent, lane } = scripted([lost(), new BrokerError(code.outOfOrder)]);
    await expect(send()).rejects.toMatchObject({ name: 'RetryableError', code: 'LOG_UNAVAILABLE', message: expect.stringContaining('may have been appended') as unknown });
    expect(sent.map(({ producer }) => producer)).toEqual([1, 1]);
    expect(lane.identity).toBeUndefined();
  });

  it.each([
    [() => new BrokerError(code.notEnough), 'REPLICAS_TOO_FEW', false], [lost, 'LOG_UNAVAILABLE', true],
    [() => new BrokerError(3), 'LOG_UNAVAILABLE', false],
  ])('gives up when the time is over, with the last reason and a fresh identity for the next one (%s)', async (reason, given, unsure) => {
    const { send, lane } = scripted(Array.from({ length: 100 }, reason));
    const error: unknown = await send().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'RetryableError', code: given });
    expect(String(error).includes('may have been appended')).toBe(unsure);
    expect(lane.identity).toBeUndefined();
  });

  it.each([[code.tooLarge, 'TerminalError', 'RECORD_TOO_LARGE'], [code.forbidden, 'RetryableError', 'BACKEND_FORBIDDEN']])('gives up at once on what waiting can’t heal (%s)', async (refusal, name, given) => {
    const { send, sent } = scripted([new BrokerError(refusal)]);
    await expect(send()).rejects.toMatchObject({ name, code: given });
    expect(sent).toHaveLength(1);
  });

  it('waits for an identity while the cluster settles, not where it is forbidden or the topic is gone', async () => {
    expect(await scripted([[written]], { identities: [new BrokerError(14), lost()] }).send()).toBe(40);
    await expect(scripted([], { identities: [new BrokerError(31)] }).send()).rejects.toMatchObject({ code: 'BACKEND_FORBIDDEN' });
    await expect(scripted([], { identities: [new TerminalError('TOPIC_UNKNOWN')] }).send()).rejects.toMatchObject({ name: 'TerminalError', code: 'TOPIC_UNKNOWN' });
  });

  it.each([[[]], [[written, written]], [[{ ...written, partition: 0 }]], [[{ ...written, topic: 'other' }]], [[{ ...written, baseOffset: -1 }]]])(
    'does not believe an acknowledgement of something else: %j', async (answer) => {
      const { send } = scripted(Array.from({ length: 100 }, () => answer));
      await expect(send()).rejects.toMatchObject({ name: 'RetryableError', code: 'LOG_UNAVAILABLE', message: expect.stringContaining('not of what was sent') as unknown });
    },
  );

  it('compresses what is large and shrinks', async () => {
    const { send, sent, batch } = scripted([[written], [written], [written]]);
    await send();
    await send(batch(5_000));
    const noise = new OutgoingBatch(16);
    noise.add({ deadline: 5_000, settled: () => undefined }, null, { key: null, value: crypto.getRandomValues(new Uint8Array(2_000)) }, 0);
    await send(noise);
    expect(sent.map(({ compression }) => compression)).toEqual([0, 1, 0]);
    const plain = scripted([[written]], { compression: 0 });
    await plain.send(plain.batch(5_000));
    expect(plain.sent[0]?.compression).toBe(0);
  });
});
