/** Trainings of a real panel by the whole platform, with one thread and with two. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '@streamforge/bench/http/load';
import { startUp } from '@streamforge/bench/platform';
import { replay } from '../core/candle-files.ts';
import { caughtUp, get } from '../core/read-api.ts';
import { jobEnded, trainOn } from '../services/training.ts';

export interface Trained {
  readonly threads: number;
  /** From the moment a worker took the job until it was done. */
  readonly seconds: number;
  /** Of the weights and of the report. */
  readonly weights: string;
  readonly report: string;
}

interface JobTimes {
  readonly startedAt: number;
  readonly finishedAt: number;
}

interface Files {
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

const MODEL = 'folds';
/** As many seeds as a judgement takes (ADR 0028). */
const training = { folds: 2, seeds: 5, epochs: 24, layer: 'gatv2', hidden: 64, heads: 8, features: ['return', 'return-5', 'volatility-20', 'rank-return'] } as const;
/** The last six of the panel’s months. */
const FROM = Date.UTC(2022, 2, 1);

const trainedBy = async (target: Target, threads: number, version: number): Promise<Trained> => {
  const job = await trainOn(target, { model: MODEL, exchange: 'panel', interval: '1h', from: FROM, training });
  const { state, message } = await jobEnded(target, job);
  if (state !== 'finished') throw new Error(`the training ended as ${state}: ${message}`);
  const { startedAt, finishedAt } = await get<JobTimes>(target, `/v1/jobs/gnn-trainer/${job}`);
  const { files } = await get<Files>(target, `/v1/gnn/models/${MODEL}/versions/${version}`);
  const sha = (file: string): string => files.find(({ name }) => name === file)?.sha256 ?? '';
  return { threads, seconds: (finishedAt - startedAt) / 1_000, weights: sha('model.safetensors'), report: sha('metrics.json') };
};

/** Two folds by one thread and by two, twice in turn; each on a fresh platform over the same stored bars, with nothing else to do. */
export const trainings = async (): Promise<readonly Trained[]> => {
  const directory = await mkdtemp(join(tmpdir(), 'trainings-'));
  const found: Trained[] = [];
  try {
    for (const [index, threads] of [1, 2, 1, 2].entries()) {
      const up = await startUp(directory, [], { GNN_THREADS: String(threads), GNN_PREDICT_SECONDS: '0' });
      try {
        if (index === 0) await replay(up, directory, 'crypto_1h_panel.csv.gz', ['--exchange', 'panel']);
        await caughtUp(up);
        found.push(await trainedBy(up, threads, index + 1));
      } finally {
        await up.stop();
      }
    }
    return found;
  } finally {
    await rm(directory, { recursive: true });
  }
};
