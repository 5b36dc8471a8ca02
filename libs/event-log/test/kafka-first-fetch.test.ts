import { describe, expect, it } from 'vitest';
import { numbered, patience } from '../src/conformance/subject.ts';
import { kafkaUrl, openTestLog, removeTopics } from './kafka-cluster.ts';

/** Sockets that keep this process alive. */
const sockets = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap' || kind === 'TCPConnectWrap').length;

describe.skipIf(kafkaUrl === undefined)('closing a log on Kafka', () => {
  it('leaves no socket open, also none that was just being opened for a first fetch', async () => {
    const before = sockets();
    const { log, made } = await openTestLog();
    const name = `closing.${crypto.randomUUID()}`;
    await log.apply([{ name, partitions: 1, retentionMs: null }]);
    await log.produce(name, numbered(3));
    const reading = log.read({ topic: name, partition: 0, offset: 0 }, { maxRecords: 10, maxBytes: 1_000 }).catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    await log.close();
    await reading;
    await removeTopics(made);
    await expect.poll(sockets, patience).toBe(before);
  });
});
