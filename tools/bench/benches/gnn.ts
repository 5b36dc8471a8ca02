import type { FigureRun, Measured } from '@streamforge/figures/figure';
import { pygInstalled, trainOurs, trainPyg, type Training } from '../src/gnn/run.ts';

const ROUNDS = 3;

/** Most that ours may take of what the other takes. */
const againstPyg = { gcn: 0.2, gat: 0.35 } as const;
const againstTypescript = 0.6;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const secondsOf = (trainings: readonly Training[]): number => median(trainings.flatMap(({ seconds }) => seconds));
const bytesOf = (trainings: readonly Training[]): number => median(trainings.map(({ bytes }) => bytes));
const inSeconds = (trainings: readonly Training[]): string => `${secondsOf(trainings).toFixed(2)} s`;
const inMegabytes = (trainings: readonly Training[]): string => `${Math.round(bytesOf(trainings) / 1e6)} MB`;

/** The rows of one kind of network; every subject takes its turn in each round, so that all see the same machine. */
const compare = async (kind: 'gcn' | 'gat'): Promise<readonly Measured[]> => {
  const name = `${kind.toUpperCase()} on Cora, 200 epochs`;
  const [wasm, typescript, pyg]: [Training[], Training[], Training[]] = [[], [], []];
  let versions = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    wasm.push(await trainOurs(kind, 'wasm', 1));
    if (round === 0) typescript.push(await trainOurs(kind, 'typescript', 1));
    if (!pygInstalled()) continue;
    const training = await trainPyg(kind, 1);
    versions = training.versions;
    pyg.push(training);
  }
  const ratio = secondsOf(wasm) / secondsOf(typescript);
  const rows: Measured[] = [{
    name: `${name}: wasm beside plain loops in TypeScript`,
    measured: `${ratio.toFixed(2)} of their time (${inSeconds(wasm)} against ${inSeconds(typescript)})`,
    bar: `at most ${againstTypescript}`,
    ok: ratio <= againstTypescript,
  }];
  if (pyg.length === 0) {
    return [...rows, { name: `${name}: beside PyTorch Geometric`, measured: 'not installed here: see tools/bench/pyg', bar: 'none without it', ok: true }];
  }
  const share = secondsOf(wasm) / secondsOf(pyg);
  return [...rows, {
    name: `${name}: wasm beside PyTorch Geometric`,
    measured: `${share.toFixed(2)} of its time (${inSeconds(wasm)} against ${inSeconds(pyg)}; ${versions}, sparse features, CPU seconds of one thread)`,
    bar: `at most ${againstPyg[kind]}`,
    ok: share <= againstPyg[kind],
  }, {
    name: `${name}: memory of the process`,
    measured: `${inMegabytes(wasm)} against ${inMegabytes(pyg)}`,
    bar: 'less than PyTorch Geometric takes',
    ok: bytesOf(wasm) < bytesOf(pyg),
  }];
};

export const run: FigureRun = {
  says: 'training GCN and GAT on Cora: wasm kernels beside those in TypeScript, and beside PyTorch Geometric where it is installed.',
  measure: async () => [...await compare('gcn'), ...await compare('gat')],
};
