/** The single measurements, each over servers that are there and tables of its own. */
import { Client } from 'pg';
import { startSide, totalCpu, type CpuSeconds, type RunningSide, type SideName, type SideOptions } from './consuming.ts';
import { quantile } from './latency-table.ts';
import type { ProducerResult, ProducerWords } from './producer-program.ts';
import { runProgram } from './run-program.ts';
import type { Servers } from './servers.ts';
import { candleTopic, dropTopic, makeTopic, PARTITIONS } from './topics.ts';

/** Records of one slice of the bare loop, and of one batch of ours. */
export const BATCH_RECORDS = 2_000;

export interface Throughput {
  readonly perSecond: number;
  /** CPU seconds for each million records. */
  readonly cpuPerMillion: CpuSeconds & { readonly total: number };
  /** Of the app alone, for each million records after the first third: what a process costs once its code is compiled. */
  readonly warmAppPerMillion: number;
}

let runs = 0;

/** A schema of its own for one run, gone after it; before it the server has written out what earlier runs left in memory. */
const withSchema = async <Result>(servers: Servers, run: (schema: string) => Promise<Result>): Promise<Result> => {
  const client = new Client({ connectionString: servers.postgresUrl });
  await client.connect();
  runs += 1;
  const schema = `bench_${process.pid}_${runs}`;
  try {
    await client.query(`CREATE SCHEMA ${schema}`);
    await client.query('CHECKPOINT');
    return await run(schema);
  } finally {
    await client.query(`DROP SCHEMA ${schema} CASCADE`);
    await client.end();
  }
};

type Shape = Pick<SideOptions, 'side' | 'processes' | 'from'>;

const withSide = async <Result>(servers: Servers, shape: Shape, use: (side: RunningSide) => Promise<Result>): Promise<Result> =>
  await withSchema(servers, async (schema) => await use(await startSide({
    ...shape, servers, schema, group: schema, partitions: PARTITIONS, topic: candleTopic, batchRecords: BATCH_RECORDS,
  })));

/** Works off a filled topic from its beginning. */
export const throughput = (servers: Servers, side: SideName, records: number, processes = 1): Promise<Throughput> =>
  withSide(servers, { side, processes, from: 'start' }, async (running) => {
    running.go();
    const third = Math.floor(records / 3);
    const cold = await running.done(third);
    const { seconds, cpu } = await running.done(records);
    await running.stop();
    const each = (used: number): number => used * 1e6 / records;
    return {
      perSecond: records / seconds,
      warmAppPerMillion: (cpu.app - cold.cpu.app) * 1e6 / (records - third),
      cpuPerMillion: { app: each(cpu.app), broker: each(cpu.broker), postgres: each(cpu.postgres), total: each(totalCpu(cpu)) },
    };
  });

/** Milliseconds from a record's stamp to its storage at an even pace, the first seconds left out: p50 and p99. */
export const latency = (
  servers: Servers, side: SideName, { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<{ readonly p50: number; readonly p99: number }> => withSide(servers, { side, processes: 1, from: 'end' }, async (running) => {
  running.go();
  const records = perSecond * seconds;
  await runProgram('paced-producer.ts', { kafkaUrl: servers.kafkaUrl, topic: candleTopic, records, perSecond });
  await running.done(records);
  const counts = await running.stop();
  return { p50: quantile(counts, 0.5), p99: quantile(counts, 0.99) };
});

/** Records a second of one producer into a topic of its own. */
export const producing = async (servers: Servers, words: Pick<ProducerWords, 'kind' | 'compression' | 'records'>): Promise<{ readonly perSecond: number; readonly cpuPerMillion: number }> => {
  runs += 1;
  const topic = `bench-produced-${process.pid}-${runs}`;
  await makeTopic(servers.kafkaUrl, topic);
  const { seconds, cpuSeconds } = JSON.parse(await runProgram('producer-program.ts', {
    ...words, topic, kafkaUrl: servers.kafkaUrl, callRecords: BATCH_RECORDS,
  } satisfies ProducerWords)) as ProducerResult;
  await dropTopic(servers.kafkaUrl, topic);
  return { perSecond: words.records / seconds, cpuPerMillion: cpuSeconds * 1e6 / words.records };
};
