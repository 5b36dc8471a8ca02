/** One subject of the comparison: trainings on Cora in a process of its own, so that its memory is its own too. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { coraFiles } from '@streamforge/testing/cora-files';

export type Kind = 'gcn' | 'gat' | 'gatv2';

export interface Training {
  /** CPU seconds of each training, of 200 epochs; everything the process did meanwhile, compiling included. */
  readonly seconds: readonly number[];
  /** Most memory that the process had, its runtime and libraries included. */
  readonly bytes: number;
}

/** Its answer also tells what it is. */
export interface PygTraining extends Training {
  /** Test accuracies at the best validation epochs, where they were asked for. */
  readonly accuracy: readonly number[] | null;
  readonly versions: string;
}

const answered = async <T>(command: string, words: readonly string[]): Promise<T> => {
  const { stdout } = await promisify(execFile)(command, [...words], { maxBuffer: 1 << 20 });
  return JSON.parse(stdout) as T;
};

/** Trains with our kernels. */
export const trainOurs = (kind: Kind, engine: 'wasm' | 'typescript', runs: number): Promise<Training> =>
  answered(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'train-cora.ts'), kind, engine, String(runs)]);

const python = '.cache/pyg/bin/python';

/** Whether PyTorch Geometric is installed beside the project, as tools/bench/pyg/README.md says. */
export const pygInstalled = (): boolean => existsSync(python);

/** Trains with PyTorch Geometric, sparse features, one thread. */
export const trainPyg = (kind: Kind, runs: number, judge = false): Promise<PygTraining> => {
  const files = coraFiles();
  if (files === undefined) throw new Error('the shared data is missing');
  return answered(python, ['tools/bench/pyg/train.py', '--data', files.folder, '--model', kind, '--runs', String(runs), ...judge ? ['--judge'] : []]);
};
