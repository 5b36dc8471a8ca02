/**
 * What the machine can do without a platform: a plain kafkajs consumer, three partitions at once, JSON.parse, one unnest upsert for each
 * slice of a batch, and a commit after the write. No validation, no hash, no dead letters.
 */
import { Kafka, logLevel, type EachBatchPayload } from 'kafkajs';
import { Pool } from 'pg';
import { runSide } from './consumer-program.ts';

const AT_ONCE = 3;

const createTable = `CREATE TABLE IF NOT EXISTS candles (
  series text, open_time bigint, version bigint, body text, part int, at bigint, PRIMARY KEY (series, open_time))`;
const upsert = `INSERT INTO candles (series, open_time, version, body, part, at)
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::int[], $6::bigint[])
  ON CONFLICT (series, open_time) DO UPDATE SET version = excluded.version, body = excluded.body, part = excluded.part, at = excluded.at
  WHERE excluded.version > candles.version`;

interface Candle {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: string;
  readonly openTime: number;
  readonly revision?: number;
}

await runSide(async ({ kafkaUrl, postgresUrl, topic, group, batchRecords }, gate, latencies) => {
  const url = new URL(postgresUrl);
  const pool = new Pool({
    host: url.hostname, port: Number(url.port), user: url.username, password: url.password, database: url.pathname.slice(1), max: AT_ONCE,
    options: `-c search_path=${url.searchParams.get('schema') ?? 'public'}`,
  });
  await pool.query(createTable);
  const kafka = new Kafka({ clientId: 'bare', brokers: [new URL(kafkaUrl).host], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: group });
  let partitions = 0;
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => (partitions = payload.memberAssignment[topic]?.length ?? 0));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: AT_ONCE,
    eachBatch: async ({ batch, resolveOffset, heartbeat, isStale }: EachBatchPayload) => {
      await gate.pass();
      for (let from = 0; from < batch.messages.length && !isStale(); from += batchRecords) {
        const slice = batch.messages.slice(from, from + batchRecords);
        const [series, times, versions, bodies, parts, offsets]: [string[], number[], number[], string[], number[], string[]] = [[], [], [], [], [], []];
        for (const { value, offset } of slice) {
          const text = (value as Buffer).toString();
          const candle = JSON.parse(text) as Candle;
          series.push(`${candle.exchange}:${candle.symbol}:${candle.interval}`);
          times.push(candle.openTime);
          versions.push(candle.revision ?? 0);
          bodies.push(text);
          parts.push(batch.partition);
          offsets.push(offset);
        }
        await pool.query({ name: 'upsert', text: upsert, values: [series, times, versions, bodies, parts, offsets] });
        const now = Date.now();
        for (const { timestamp } of slice) latencies.add(Number(timestamp), now);
        const last = slice.at(-1)?.offset ?? '0';
        resolveOffset(last);
        await consumer.commitOffsets([{ topic, partition: batch.partition, offset: String(Number(last) + 1) }]);
        await heartbeat();
      }
    },
  });
  return {
    assigned: () => partitions,
    stop: async () => {
      await consumer.disconnect();
      await pool.end();
    },
  };
});
