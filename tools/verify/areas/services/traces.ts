/** What can be traced and commanded in a platform that plays the demo market: lineage of a prediction, a figure and an answer; queue-control. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startUp, type Up } from '@streamforge/bench/platform';
import type { Figure, Measurement } from '@streamforge/figures/figure';
import { caughtUp, get } from '../../src/core/read-api.ts';
import { playMarket, produce } from '../../src/services/market-feed.ts';
import { answered } from '../../src/services/questions.ts';
import { jobEnded, trainOn, type ShownJob } from '../../src/services/training.ts';

interface Traced {
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: number };
  readonly readable: boolean;
  readonly record: unknown;
}

let playing: Promise<{ readonly up: Up; readonly data: string }> | undefined;
const played = async (): Promise<Up> => (await (playing ??= (async () => {
  const data = mkdtempSync(join(tmpdir(), 'traces-'));
  const up = await startUp(data);
  await playMarket(up, 8, 400, 12);
  await caughtUp(up);
  await jobEnded(up, await trainOn(up, { model: 'traced', exchange: 'sim', interval: '1m', training: { epochs: 20 } }));
  await caughtUp(up);
  return { up, data };
})())).up;

const resolved = (records: readonly Traced[]): boolean => records.length > 0 && records.every(({ readable, record }) => readable && record !== null);
const where = ({ source: { topic, partition, offset } }: Traced): string => `${topic}[${partition}]@${offset}`;

const prediction = async (): Promise<Measurement> => {
  const up = await played();
  const { predictions: [newest] } = await get<{ predictions: readonly { readonly openTime: number; readonly model: string; readonly version: number }[] }>(up, '/v1/predictions', { exchange: 'sim', symbol: 'BIRC-USD', interval: '1m', limit: '1' });
  if (newest === undefined) return { measured: 'there is no prediction', ok: false };
  const walk = await get<Traced & { readonly basis: readonly Traced[] }>(up, '/v1/lineage/prediction', {
    exchange: 'sim', symbol: 'BIRC-USD', interval: '1m', openTime: String(newest.openTime), model: newest.model, version: String(newest.version),
  });
  return { measured: `${where(walk)} and ${walk.basis.length} bars`, ok: resolved([walk]) && resolved(walk.basis) };
};

const figure = async (): Promise<Measurement> => {
  const up = await played();
  const { accounts: [account] } = await get<{ accounts: readonly { readonly account: string }[] }>(up, '/v1/roi');
  if (account === undefined) return { measured: 'there is no account', ok: false };
  const walk = await get<{ readonly fills: readonly Traced[]; readonly marks: readonly Traced[] }>(up, `/v1/lineage/roi/${account.account}`);
  return { measured: `${account.account}: ${walk.fills.length} fills and ${walk.marks.length} marks`, ok: resolved(walk.fills) && walk.marks.every(({ readable }) => readable) };
};

const answer = async (): Promise<Measurement> => {
  const { citations, unresolved } = await answered(await played(), 'Which agent did best, and how is ALDE-USD doing?');
  return { measured: `${citations} citations, ${unresolved} without their record`, ok: citations > 0 && unresolved === 0 };
};

/** Starts, asks after and stops a training by job id alone, over `queue-control`. */
const control = async (): Promise<Measurement> => {
  const up = await played();
  const [short, long] = [randomUUID(), randomUUID()];
  const order = (job: string, command: string, training?: Readonly<Record<string, number>>): Promise<void> => produce(up, 'queue-control', [{
    job, command, service: 'gnn-trainer', time: Date.now(),
    ...training !== undefined && { kind: 'train', parameters: { model: 'controlled', universe: { exchange: 'sim', interval: '1m' }, training } },
  }]);
  await order(short, 'start', { epochs: 5 });
  const finished = await jobEnded(up, short);
  await order(long, 'start', { epochs: 10_000, hidden: 256, learningRate: 1e-6 });
  await running(up, long);
  await order(long, 'ping');
  await order(long, 'stop');
  const stopped = await jobEnded(up, long);
  await pause(2_000);
  const said = await events(up);
  const of = (job: string): readonly string[] => said.filter((each) => each.job === job).map(({ event }) => event);
  const wanted = ['started', 'finished'].every((event) => of(short).includes(event)) && ['started', 'loading', 'interrupted'].every((event) => of(long).includes(event));
  const why = [finished, stopped].flatMap(({ message }) => message ?? []).join('; ');
  return { measured: `${finished.state}: ${of(short).join(', ')}; ${stopped.state}: ${of(long).join(', ')}${why === '' ? '' : ` (${why})`}`, ok: wanted && finished.state === 'finished' && stopped.state === 'cancelled' };
};

const running = async (up: Up, job: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = await get<ShownJob>(up, `/v1/jobs/gnn-trainer/${job}`).catch(() => undefined);
    if (found?.state === 'running') return;
    await pause(100);
  }
  throw new Error(`job ${job} does not run`);
};

interface SaidEvent {
  readonly job: string;
  readonly event: string;
}

const events = async (up: Up): Promise<readonly SaidEvent[]> => (await get<{ readonly events: readonly SaidEvent[] }>(up, '/v1/queue-events', { limit: '1000' })).events;

const last = async (): Promise<Measurement> => {
  try {
    return await control();
  } finally {
    const ended = await playing;
    await ended?.up.stop();
    if (ended !== undefined) rmSync(ended.data, { recursive: true });
  }
};

export const figures: readonly Figure[] = [
  { name: 'lineage of a prediction', bar: 'its record and those of the bars it saw', measure: prediction },
  { name: 'lineage of an ROI figure', bar: 'the records of its fills and marks', measure: figure },
  { name: 'lineage of an answer', bar: 'the records that it cites', measure: answer },
  { name: 'start, ping and stop on queue-control', bar: 'started, loading, interrupted and finished on queue-events', measure: last },
];
