import { startMlflowServer } from '@streamforge/testing/mlflow/server';
import { afterEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { fakePlatform, problem, type Answers, type FakePlatform } from './fake-platform.ts';

const AT = 1_767_571_200_000;
const job = (state: string, more: object = {}) => ({
  json: { service: 'gnn-trainer', id: 'job-1', kind: 'train', state, attempt: 1, progress: null, code: null, message: null, createdAt: AT, startedAt: AT, finishedAt: null, ...more },
});
const version = {
  model: 'lag', version: 3, run: 'job-1', sha256: 'ab', trainedFrom: AT, trainedTo: AT + 60_000, accuracy: 0.5895,
  baseline: { name: 'persistence', accuracy: 0.501 }, better: true, verdict: 'It beats persistence by 8.9 points.', createdAt: AT,
};
const model = (champion: number | null, aliases: readonly object[] = []) => ({ json: { model: { name: 'lag', versions: 3, newest: 3, champion }, versions: [version], next: null, aliases } });
const finished: Answers = {
  'GET /v1/gnn/models/lag': () => model(3),
  'GET /v1/gnn/runs/job-1': () => ({ json: { run: {}, metrics: { 'test.samples': 28_272, 'baseline.majority.test.accuracy': 0.499, 'baseline.persistence.test.accuracy': 0.501, 'test.accuracy': 0.5895 } } }),
  'GET /v1/dead-letters': () => ({ json: { letters: [], next: null } }),
};

let platform: FakePlatform;
afterEach(() => platform.close());
const train = (...more: readonly string[]) => ['train', 'lag', '--interval', '1m', '--exchange', 'sim', ...more];

describe('train', () => {
  it('orders a training, follows its job and shows the model beside its baselines', async () => {
    platform = await fakePlatform({ ...finished, 'GET /v1/jobs/gnn-trainer/job-1': ({ times }) => {
      if (times === 1) return problem(404, 'JOB_UNKNOWN');
      return times < 30 ? job('running', { progress: { fraction: 0.6, note: 'epoch 120 of 200', recordsWritten: 0 } }) : job('finished', { finishedAt: AT });
    } });
    const { code, out, err } = await platform.run(train('--symbols', 'A, B', '--epochs', '50', '--learning-rate', '0.02', '--from', '2026-01-01'));
    expect(code, err).toBe(0);
    expect(platform.produced('gnn.commands.v1')).toEqual([{
      job: 'job-1', command: 'train', model: 'lag', time: AT,
      universe: { exchange: 'sim', interval: '1m', symbols: ['A', 'B'], from: Date.UTC(2026, 0, 1) },
      training: expect.objectContaining({ epochs: 50, learningRate: 0.02, layer: 'gcn', seed: 1 }) as unknown,
    }]);
    expect(err).toMatch(/^train lag: 60 %, epoch 120 of 200, .* left\n/);
    expect(out).toBe([
      'lag version 3, champion, trained on 2026-01-05 00:00:00Z to 2026-01-05 00:01:00Z', 'direction named right, of 28,272 test samples',
      '  lag           58.95 %', '  persistence   50.10 %', '  majority      49.90 %', 'better  It beats persistence by 8.9 points.', '',
    ].join('\n'));
  });

  it('shows what else was measured, and what was tried', async () => {
    platform = await fakePlatform({
      ...finished,
      'GET /v1/jobs/gnn-trainer/job-1': () => job('finished', { finishedAt: AT }),
      'GET /v1/gnn/runs/job-1': () => ({ json: { run: {}, metrics: {
        'test.samples': 900, 'test.accuracy': 0.5895, 'test.ic': 0.1234, 'backtest.net': -0.0512, 'baseline.trees.test.accuracy': 0.5, 'baseline.trees.test.ic': 0.01, 'baseline.trees.backtest.net': 0.01,
        'shuffled.test.accuracy': 0.498, 'shuffled.backtest.net': 0.1, 'study.folds': 5, 'study.seeds': 1, 'study.configurations': 12,
      } } }),
    });
    const { out } = await platform.run(train());
    expect(out).toMatch(/better .*\nafter costs the backtest lost 5\.12 %; of its baselines trees did best and made 1\.00 %\n$/);
    expect(out.split('\n').slice(1, -3)).toEqual([
      'direction named right, of 900 test samples; IC; backtest after costs',
      '  lag              58.95 %    0.1234     -5.12 %', '  trees            50.00 %    0.0100      1.00 %', '  shuffled graph   49.80 %               10.00 %',
      'judged on 5 folds with 1 seed; 12 configurations tried until then',
    ]);
  });

  it('orders every kind of network and study', async () => {
    platform = await fakePlatform({});
    const words = [
      '--full', '--seeds', '7', '--layer', 'gatv2', '--hidden', '64', '--heads', '8', '--convolutions', '2', '--residual', '--layer-norm', '--temporal', 'gru', '--loss', 'ranking',
      '--features', 'return, volatility-20', '--relations', 'lead-lag,sector', '--edges', '5', '--attention-dropout', '0.2', '--embargo', '9', '--measure', 'rankIc',
      '--leak-limit', '1', '--cost-bps', '5', '--top-k', '4',
    ];
    expect((await platform.run(train('--detach', ...words))).code).toBe(0);
    expect(platform.produced('gnn.commands.v1')).toMatchObject([{ training: {
      folds: 5, seeds: 7, layer: 'gatv2', hidden: 64, heads: 8, convolutions: 2, residual: true, layerNorm: true, temporal: 'gru', loss: 'ranking', features: ['return', 'volatility-20'],
      relations: ['lead-lag', 'sector'], edgesPerAsset: 5, attentionDropout: 0.2, embargo: 9, measure: 'rankIc', leakLimit: 1, costBps: 5, topK: 4,
    } }]);
  });

  it('leaves what is left to a job that reckons for itself', async () => {
    platform = await fakePlatform({ ...finished, 'GET /v1/jobs/gnn-trainer/job-1': ({ times }) => times < 30
      ? job('running', { progress: { fraction: 0.6, note: 'task 2 of 9, epoch 3 of 20, at most 4 s left', recordsWritten: 0, figures: { etaSeconds: 4 } } })
      : job('finished', { finishedAt: AT }) });
    expect((await platform.run(train())).err).toMatch(/^train lag: 60 %, task 2 of 9, epoch 3 of 20, at most 4 s left\n/);
  });

  it('draws its progress in place on a terminal', async () => {
    platform = await fakePlatform({ ...finished, 'GET /v1/jobs/gnn-trainer/job-1': ({ times }) =>
      times < 3 ? job('running', { progress: { fraction: 0.5, note: 'epoch 1', recordsWritten: 0 } }) : job('finished', { finishedAt: AT }) });
    expect((await platform.run(train(), { tty: true })).err).toContain('\r\u001b[Ktrain lag ████████████░░░░░░░░░░░░ 50 %, epoch 1');
  });

  it('only orders it, and prints its job, when that is wanted', async () => {
    platform = await fakePlatform({});
    expect(await platform.run(train('--detach'))).toMatchObject({ code: 0, out: 'job-1\n' });
  });

  it('fails as its job did, and as its command was refused', async () => {
    platform = await fakePlatform({ 'GET /v1/jobs/gnn-trainer/job-1': () => job('failed', { finishedAt: AT, code: 'UNIVERSE_TOO_SMALL', message: 'There are 2 assets.' }) });
    expect(await platform.run(train())).toMatchObject({ code: exitCodes.refused.code, err: expect.stringContaining('UNIVERSE_TOO_SMALL') as string });
    platform.close();
    platform = await fakePlatform({
      'GET /v1/jobs/gnn-trainer/job-1': () => problem(404, 'JOB_UNKNOWN'),
      'GET /v1/dead-letters': ({ query }) => ({ json: { letters: query.get('contains') === 'job-1' ? [{ code: 'EVENT_INVALID', message: 'It takes no "version".' }] : [], next: null } }),
    });
    expect(await platform.run(train())).toMatchObject({ code: exitCodes.refused.code, err: expect.stringMatching(/EVENT_INVALID: It takes no "version"\./) as string });
  });

  it('waits a while for a trainer, then says that there is none', async () => {
    platform = await fakePlatform({ ...finished, 'GET /v1/jobs/gnn-trainer/job-1': () => problem(404, 'JOB_UNKNOWN') });
    expect(await platform.run(train())).toMatchObject({ code: exitCodes.unreachable.code, err: expect.stringMatching(/NOT_RUNNING: .*gnn-trainer/) as string });
  });

  it('is cancelled by Ctrl-C', async () => {
    const stopping = new AbortController();
    platform = await fakePlatform({ ...finished, 'GET /v1/jobs/gnn-trainer/job-1': ({ times }) => {
      if (times === 2) stopping.abort();
      return platform.produced('queue-control').length === 0 ? job('running') : job('cancelled', { finishedAt: AT });
    } });
    expect((await platform.run(train(), { signal: stopping.signal })).code).toBe(exitCodes.interrupted.code);
    expect(platform.produced('queue-control')).toMatchObject([{ job: 'job-1', command: 'stop', service: 'gnn-trainer' }]);
  });

  it('is refused before anything is sent when an option makes no sense', async () => {
    platform = await fakePlatform({});
    for (const words of [train('--layer', 'transformer'), train('--folds', '0'), train('--features', ''), train('--relations', 'friends'), train('--epochs', '0'), train('--from', 'yesterday'), train('--seed', 'x'), ['train', 'No!', '--interval', '1m'], ['train', 'lag', '--interval', '7m'], ['train', 'lag']]) {
      expect((await platform.run(words)).code, words.join(' ')).toBe(exitCodes.usage.code);
    }
    expect(platform.produced('gnn.commands.v1')).toEqual([]);
  });

  it('names the option that makes no sense, alone or beside another', async () => {
    platform = await fakePlatform({});
    const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
      [train('--relations', 'friends'), /--relations: /], [train('--learning-rate', '7'), /--learning-rate: /], [train('--top-k', '0'), /--top-k: /],
      [train('--edges', '-1'), /--edges: /], [train('--symbols', 'A,b c'), /--symbols: /], [['train', 'No!', '--interval', '1m'], /<model>: /],
      [['predict', 'lag', '--use', 'x'], /--use: /], [train('--heads', '3', '--hidden', '16', '--layer', 'gat'), /--heads of 3 do not divide --hidden of 16/],
      [train('--from', '2026-02-01', '--to', '2026-01-01'), /--from must lie before --to/], [train('--symbols', 'A,B,A'), /--symbols names a symbol twice/],
    ];
    for (const [words, says] of mistakes) {
      expect(await platform.run(words), words.join(' ')).toMatchObject({ code: exitCodes.usage.code, err: expect.stringMatching(says) as string });
    }
    expect(platform.produced('gnn.commands.v1')).toEqual([]);
  });
});

describe('models', () => {
  it('are promoted, and shown with what their versions are worth', async () => {
    platform = await fakePlatform({
      ...finished,
      'GET /v1/gnn/models': () => ({ json: { models: [{ name: 'lag', versions: 3, newest: 3, champion: null }] } }),
      'GET /v1/gnn/models/lag': ({ times }) => model(times < 3 || times > 4 ? 3 : null, times < 5 ? [] : [{ by: 'job-1' }]),
      'GET /v1/gnn/models/lag/versions/3': () => ({ json: { version, files: [{ name: 'model.safetensors', bytes: 2_048, sha256: 'cd', href: '/v1/x' }, { name: 'plots/learning-curves.svg', bytes: 9, sha256: 'ef', href: '/v1/y' }] } }),
    });
    expect((await platform.run(['models', 'ls'])).out).toMatch(/^model +versions +newest +champion\nlag +3 +3 +none\n$/);
    expect((await platform.run(['models', 'show', 'lag'])).out).toMatch(/3 champion +58\.95 % +persistence 50\.10 %/);
    expect((await platform.run(['models', 'show', 'lag', '3'])).out).toMatch(/model\.safetensors {9} +2\.0 KiB {2}http:\/\/127\.0\.0\.1:\d+\/v1\/x\n {2}plots\/learning-curves\.svg +9 B {2}http/);
    expect(await platform.run(['models', 'promote', 'lag', '3', '--force'])).toMatchObject({ code: 0, out: 'lag version 3 is champion\n' });
    expect(platform.produced('gnn.commands.v1')).toMatchObject([{ command: 'promote', model: 'lag', version: 3, force: true }]);
    expect(await platform.run(['models', 'promote', 'lag', '3'])).toMatchObject({ code: 0, out: 'lag version 3 is champion already\n' });
    expect(platform.produced('gnn.commands.v1')).toHaveLength(1);
    expect((await platform.run(['models', 'promote', 'lag', 'x'])).code).toBe(exitCodes.usage.code);
  });

  it('are taken back to the champion before', async () => {
    platform = await fakePlatform({ ...finished, 'GET /v1/gnn/models/lag': ({ times }) => model(times < 3 ? 3 : 2, times < 3 ? [] : [{ by: 'job-1' }]) });
    expect(await platform.run(['models', 'rollback', 'lag'])).toMatchObject({ code: 0, out: 'lag version 2 is champion again\n' });
    expect(platform.produced('gnn.commands.v1')).toMatchObject([{ command: 'rollback', model: 'lag' }]);
  });

  const versions: Answers = {
    ...finished,
    'GET /v1/gnn/models/lag/versions/2': () => ({ json: { version: { ...version, version: 2, run: 'job-0' }, files: [] } }),
    'GET /v1/gnn/models/lag/versions/3': () => ({ json: { version, files: [{ name: 'README.md', bytes: 5, sha256: 'cd', href: '/files/README.md' }] } }),
    'GET /v1/gnn/runs/job-0': () => ({ json: { run: { params: { training: { hidden: 8, seed: 1 } } }, metrics: { 'test.accuracy': 0.5312, 'fold.1.test.accuracy': 0.5 } } }),
    'GET /v1/gnn/runs/job-1': () => ({ json: { run: { params: { training: { hidden: 16, seed: 1 } } }, metrics: { 'test.accuracy': 0.5895, 'test.ic': 0.1 } } }),
  };

  it('are put beside each other: settings that differ, and measures', async () => {
    platform = await fakePlatform(versions);
    expect((await platform.run(['models', 'compare', 'lag', '2', '3'])).out.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['version 2', 'version 3'], ['training.hidden', '8', '16'], ['test.accuracy', '0.5312', '0.5895'], ['test.ic', '0.1000'], [''],
    ]);
    expect(JSON.parse((await platform.run(['models', 'compare', 'lag', '2', '3', '--json'])).out)).toMatchObject({ metrics: { 'fold.1.test.accuracy': [0.5, null] } });
    for (const words of [['2'], ['2', 'x']]) expect((await platform.run(['models', 'compare', 'lag', ...words])).code).toBe(exitCodes.usage.code);
  });

  it('are copied to an MLflow server', async () => {
    const run = { id: 'job-1', kind: 'train', status: 'finished', params: { training: { hidden: 16 } }, seed: 1, dataFrom: AT, dataTo: AT, graphHash: 'ab', codeVersion: '1', message: 'better', startedAt: AT, endedAt: AT + 5 };
    platform = await fakePlatform({
      ...versions,
      'GET /v1/gnn/models/lag': () => ({ json: { model: { name: 'lag', versions: 1, newest: 3, champion: 3, createdAt: AT }, versions: [version], next: null, aliases: [] } }),
      'GET /v1/gnn/runs': () => ({ json: { runs: [run] } }),
      'GET /v1/gnn/runs/job-1/metrics': () => ({ json: { metrics: [{ key: 'test.accuracy', step: 0, value: 0.5895 }] } }),
      'GET /files/README.md': () => ({ text: '# lag' }),
    });
    const mlflow = await startMlflowServer();
    const { code, out, err } = await platform.run(['models', 'export', 'lag', '--mlflow', mlflow.url]);
    expect({ code, out, err }).toEqual({ code: 0, out: `lag: 1 runs, 1 versions and 1 files are in ${mlflow.url}\n`, err: '' });
    expect([...mlflow.state.runs.values()]).toMatchObject([{ name: 'job-1', status: 'FINISHED', params: new Map([['training.hidden', '16'], ['seed', '1']]) }]);
    expect(Buffer.from([...mlflow.state.artefacts.values()][0] ?? []).toString()).toBe('# lag');
    expect(mlflow.state.models.get('lag')?.aliases).toEqual(new Map([['champion', 1]]));
    await mlflow.close();
  });

  it('are copied to nothing that is neither a server nor a folder', async () => {
    platform = await fakePlatform({});
    for (const place of ['', ' ', 'ftp://127.0.0.1/x', 'file:///x', 'http:x', 'http://']) {
      expect(await platform.run(['models', 'export', 'lag', '--mlflow', place]), place).toMatchObject({ code: exitCodes.usage.code, err: expect.stringContaining('--mlflow') as string });
    }
  });

  it('are not promoted when they are no better', async () => {
    platform = await fakePlatform({
      ...finished,
      'GET /v1/gnn/models/lag': () => model(2),
      'GET /v1/gnn/models/lag/versions/3': () => ({ json: { version, files: [] } }),
      'GET /v1/dead-letters': () => ({ json: { letters: [{ code: 'MODEL_NOT_BETTER', message: 'lag version 3: no better.' }], next: null } }),
    });
    expect(await platform.run(['models', 'promote', 'lag', '3'])).toMatchObject({ code: exitCodes.refused.code, err: expect.stringMatching(/MODEL_NOT_BETTER.*--force/) as string });
  });
});
