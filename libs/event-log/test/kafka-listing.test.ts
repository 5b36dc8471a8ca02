import { afterAll, describe, expect, it } from 'vitest';
import { describeConfigs } from '../src/kafka/wire/topics.ts';
import { kafkaUrl, openCluster, openTestLog, removeTopics } from './kafka-cluster.ts';

describe.skipIf(kafkaUrl === undefined)('the topics of a cluster that others use too', () => {
  const mine = `listing.${crypto.randomUUID()}`;
  afterAll(() => removeTopics([mine]));

  it('are asked for their settings though one of them was deleted since it was seen', async () => {
    const { log } = await openTestLog();
    await log.apply([{ name: mine, partitions: 1, retentionMs: 60_000 }]);
    const cluster = await openCluster();
    const settings = await cluster.ask(describeConfigs([mine, `deleted.${crypto.randomUUID()}`], ['retention.ms']));
    expect([...settings]).toEqual([[mine, new Map([['retention.ms', '60000']])]]);
    expect((await log.topics()).find(({ name }) => name === mine)).toEqual({ name: mine, partitions: 1, retentionMs: 60_000 });
    cluster.close();
    await log.close();
  });
});
