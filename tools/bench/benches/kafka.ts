import { loadavg } from 'node:os';
import type { FigureRun, Measured } from '@streamforge/figures/figure';
import { BATCH_RECORDS, latency, producing, throughput, type Throughput } from '../src/kafka/measure.ts';
import { startServers, type Servers } from '../src/kafka/servers.ts';
import { candleTopic, fillTopic, makeTopics } from '../src/kafka/topics.ts';

const PACE = { perSecond: 2_000, seconds: 25 } as const;
/** Of each side, alternating. */
const ROUNDS = 2;

const rate = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en-GB')}/s`;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (share: number): string => `${share < 0 ? '' : '+'}${(share * 100).toFixed(0)} %`;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const cpuOf = ({ app, broker, postgres, total }: Throughput['cpuPerMillion']): string =>
  `${total.toFixed(1)} s (app ${app.toFixed(1)}, broker ${broker.toFixed(1)}, Postgres ${postgres.toFixed(1)})`;

const cpuRow = (rows: readonly Throughput[]): Throughput['cpuPerMillion'] => {
  const of = (name: keyof Throughput['cpuPerMillion']): number => mean(rows.map(({ cpuPerMillion }) => cpuPerMillion[name]));
  return { app: of('app'), broker: of('broker'), postgres: of('postgres'), total: of('total') };
};

const consuming = async (servers: Servers, records: number): Promise<readonly Measured[]> => {
  const [bare, ours]: [Throughput[], Throughput[]] = [[], []];
  const load = loadavg()[0]?.toFixed(1);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const [side, results] of [['bare', bare], ['storing', ours]] as const) {
      const result = await throughput(servers, side, records);
      results.push(result);
      say(`  ${side} ${round}: ${rate(result.perSecond)}, CPU of a million ${cpuOf(result.cpuPerMillion)}`);
    }
  }
  const two = await throughput(servers, 'storing', records, 2);
  const whole = await throughput(servers, 'whole', records);
  const [bareRate, ourRate] = [mean(bare.map(({ perSecond }) => perSecond)), mean(ours.map(({ perSecond }) => perSecond))];
  const [bareCpu, ourCpu] = [cpuRow(bare), cpuRow(ours)];
  const warm = mean(ours.map(({ warmAppPerMillion }) => warmAppPerMillion));
  const rise = two.warmAppPerMillion / warm - 1;
  const coldRise = two.cpuPerMillion.app / ourCpu.app - 1;
  return [
    {
      name: 'bare loop, Kafka to Postgres', bar: 'at least 30,000/s, or the run is void', ok: bareRate >= 30_000,
      measured: `${rate(bareRate)}, CPU of a million ${cpuOf(bareCpu)}; batches of ${BATCH_RECORDS.toLocaleString('en-GB')} on both sides, uncompressed; load average before ${load}`,
    },
    {
      name: 'Kafka to Postgres against the bare loop', bar: 'at least 0.6', ok: ourRate >= 0.6 * bareRate,
      measured: `${(ourRate / bareRate).toFixed(2)} (${rate(ourRate)} against ${rate(bareRate)})`,
    },
    {
      name: 'CPU of a million records over app, broker and Postgres', bar: 'at most 30 s', ok: ourCpu.total <= 30,
      measured: cpuOf(ourCpu),
    },
    {
      name: 'CPU per record of ours from one to two processes', bar: 'rises by at most 15 %', ok: rise <= 0.15,
      measured: `${percent(rise)} once each has compiled its code (${two.warmAppPerMillion.toFixed(1)} against ${warm.toFixed(1)} s of a million after the first third, `
        + `${rate(two.perSecond)}); ${percent(coldRise)} from the first record on (${two.cpuPerMillion.app.toFixed(1)} against ${ourCpu.app.toFixed(1)} s)`,
    },
    {
      name: 'the whole of ingest, published too', bar: 'shown, not judged', ok: true,
      measured: `${(whole.perSecond / bareRate).toFixed(2)} of the bare loop, which publishes nothing (${rate(whole.perSecond)}); CPU of a million ${cpuOf(whole.cpuPerMillion)}`,
    },
  ];
};

const producers = async (servers: Servers, records: number): Promise<Measured> => {
  const rates = { guarded: [] as number[], unguarded: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of ['unguarded', 'guarded'] as const) {
      rates[kind].push((await producing(servers, { kind, compression: 'none', records })).perSecond);
    }
  }
  const [guarded, unguarded] = [mean(rates.guarded), mean(rates.unguarded)];
  return {
    name: 'guarded producer against an unguarded one', bar: 'at least 0.9', ok: guarded >= 0.9 * unguarded,
    measured: `${(guarded / unguarded).toFixed(2)} (${rate(guarded)} against ${rate(unguarded)}, uncompressed)`,
  };
};

const latencies = async (servers: Servers): Promise<Measured> => {
  const bare = await latency(servers, 'bare', PACE);
  const ours = await latency(servers, 'storing', PACE);
  const whole = await latency(servers, 'whole', PACE);
  return {
    name: 'p99 from produce to stored at 2,000/s', bar: 'at most 3 times the bare loop’s', ok: ours.p99 <= 3 * bare.p99,
    measured: `${(ours.p99 / bare.p99).toFixed(1)} times (${ours.p99} against ${bare.p99} ms; p50 ${ours.p50} against ${bare.p50} ms; stored and published ${whole.p99} ms)`,
  };
};

export const run: FigureRun = {
  says: 'Kafka → validated → stored in Postgres, against a bare kafkajs and pg loop; rows: 1,000,000 unless told.',
  measure: async ([words = '1000000']) => {
    const records = Number(words);
    if (!Number.isInteger(records) || records < 1_000) throw new RangeError(`rows must be a whole number from 1,000 on, not ${words}`);
    const servers = await startServers();
    try {
      await makeTopics(servers.kafkaUrl);
      say('  filling the topic');
      await fillTopic(servers.kafkaUrl, candleTopic, records);
      say('  warming the servers');
      await throughput(servers, 'bare', Math.ceil(records / 3));
      const rows = await consuming(servers, records);
      return [...rows, await producers(servers, Math.min(records, 500_000)), await latencies(servers)];
    } finally {
      await servers.close();
    }
  },
};
