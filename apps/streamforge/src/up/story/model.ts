import type { Training } from '@streamforge/contracts/events/gnn';
import { unfinished } from '@streamforge/service-host/jobs/job';
import { count, duration, instant } from '../../output/figures.ts';
import { produceV3 } from '../../platform/produce-v3.ts';
import { get } from '../../platform/platform.ts';
import type { Chapter } from './chapter.ts';
import type { Scene } from './scene.ts';

/** The model that learns from the demo market. */
export const MODEL = 'sim-followers';

/** Few epochs: what followers repeat is quickly learned, and the newcomer waits. */
const COST_BPS = 10;
const training: Partial<Training> = { history: 3, hidden: 8, epochs: 30, costBps: COST_BPS };

interface Job {
  readonly state: string;
  readonly message: string | null;
}

interface Version {
  readonly run: string;
  readonly version: number;
  readonly trainedFrom: number;
  readonly trainedTo: number;
  readonly accuracy: number;
  readonly baseline: { readonly name: string; readonly accuracy: number };
  readonly verdict: string;
}

/** The same market gives the same job, so that a restart orders nothing anew. */
const jobOf = ({ market: { startTime, historyEnds } }: Scene): string => `demo-${startTime}-${historyEnds}`;

const order = async (scene: Scene, job: string): Promise<void> => {
  const { platform, market: { startTime, historyEnds, exchange }, clock } = scene;
  const universe = { exchange, interval: '1m', from: startTime, to: historyEnds };
  const value = { job, command: 'train', model: MODEL, universe, training, time: clock.now() };
  const [answer] = await produceV3(platform, 'gnn.commands.v1', [{ value: JSON.stringify(value) }]);
  if (answer?.ok !== true) throw new Error(`the order to train was refused: ${answer?.message ?? 'no answer'}`);
};

/** What naming directions is worth to whoever trades on it: an advantage may be real and still too small for its costs. */
const earned = ({ 'backtest.gross': gross, 'backtest.net': net }: Readonly<Record<string, number>>, bps: number): readonly string[] =>
  gross === undefined || net === undefined ? [] : [`traded every minute it would have made ${gain(gross)} before costs and ${gain(net)} at ${bps} basis points a trade`];

const gain = (value: number): string => `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;

const share = (value: number): string => `${(value * 100).toFixed(1)} %`;

/** A graph model of the market and its scores, beside those of its baselines on the same samples. */
export const model: Chapter = {
  name: 'model',
  needs: ['ingest', 'gnn-trainer'],
  otherwise: 'no model is trained',
  tell: async (scene) => {
    await scene.handledBy('ingest');
    const job = jobOf(scene);
    const began = scene.elapsed();
    await order(scene, job);
    const { state, message } = await scene.until(async () => {
      const now = await get(scene.platform, `/v1/jobs/gnn-trainer/${job}`).catch(() => undefined) as Job | undefined;
      return now === undefined || unfinished.some((state) => state === now.state) ? undefined : now;
    });
    if (state !== 'finished') return [`the training ended as ${state}: ${message ?? 'no reason is known'}`];
    return await scored(scene, job, scene.elapsed() - began);
  },
};

const scored = async ({ platform }: Scene, job: string, took: number): Promise<readonly string[]> => {
  const { versions } = await get(platform, `/v1/gnn/models/${MODEL}`) as { readonly versions: readonly Version[] };
  const made = versions.find(({ run }) => run === job);
  if (made === undefined) return ['the training ended without a version'];
  const { metrics } = await get(platform, `/v1/gnn/runs/${job}`) as { readonly metrics: Readonly<Record<string, number>> };
  const baselines = Object.entries(metrics).flatMap(([key, value]) => {
    const name = /^baseline\.(.+)\.test\.accuracy$/.exec(key)?.[1];
    return name === undefined ? [] : [{ name, value }];
  }).toSorted((a, b) => b.value - a.value);
  return [
    `${MODEL} version ${made.version}, a graph network, learned in ${duration(took)} from `
      + `${instant(made.trainedFrom)} to ${instant(made.trainedTo)}`,
    `it named ${share(made.accuracy)} of ${count(metrics['test.samples'] ?? 0)} later directions; baselines: `
      + baselines.map(({ name, value }) => `${name} ${share(value)}`).join(', '),
    made.verdict,
    ...earned(metrics, COST_BPS),
  ];
};
