/** Commands about what the services derive: accounts, moments, predictions, jobs, and the ways back to the log. */
import { afterEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { fakePlatform, problem, type FakePlatform } from './fake-platform.ts';

const AT = Date.UTC(2026, 0, 5);
const source = { topic: 'agent.fills.v1', partition: 2, offset: 9 };
const record = { key: 'alice', value: { text: '{"id":"f1"}' } };
const figures = (method: string) => ({
  account: 'alice', method, capital: '1000', time: AT, equity: '1012.5', realised: '10', unrealised: '3', fees: '0.5', roi: '0.0125', fills: 2,
  holdings: [{ exchange: 'sim', symbol: 'A', quantity: '1', averagePrice: '100' }],
  performance: { periods: 2, cagr: null, volatility: 0.2, sharpe: 1.234, sortino: null, maxDrawdown: -0.05, calmar: null },
});
const fills = [{ id: 'f2', sequence: 2, time: AT, symbol: 'A', side: 'sell', quantity: '1', price: '110', feeInQuote: '0.5', source, closed: { fifo: { gross: '10' }, average: { gross: '12' } } }];

let platform: FakePlatform;
afterEach(() => platform.close());

describe('roi', () => {
  it('lists accounts, and shows one with its measures, holdings and fills', async () => {
    platform = await fakePlatform({
      'GET /v1/roi': ({ query }) => ({ json: { accounts: [{ account: 'alice', capital: '1000', fills: 2, figures: figures(query.get('method') ?? '') }] } }),
      'GET /v1/roi/alice': () => ({ json: { account: 'alice', figures: { fifo: figures('fifo'), average: figures('average') }, fills, next: null } }),
      'GET /v1/roi/bob': () => problem(404, 'NOT_FOUND'),
    });
    expect((await platform.run(['roi'])).out).toMatch(/alice +1,000\.00 +1,012\.50 +\+1\.25 % +10\.00 +3\.00 +0\.50 +1\.23 +-5\.0 % +2\n/);
    expect((await platform.run(['roi', '--method', 'average', '--json'])).json()).toMatchObject([{ figures: { method: 'average' } }]);
    const { out } = await platform.run(['roi', 'alice', '--method', 'average']);
    expect(out).toMatch(/Sharpe 1\.23, .* max drawdown -5\.0 %/);
    expect(out).toMatch(/sell +1 +110 +0\.50 +12\.00 +agent\.fills\.v1\[2\]@9\n$/);
    expect((await platform.run(['roi', 'bob'])).code).toBe(exitCodes.notFound.code);
  });
});

describe('similar', () => {
  it('shows like moments and what followed each', async () => {
    const moment = { exchange: 'sim', symbol: 'A', interval: '1m', origin: 'published', from: AT, to: AT + 60_000, forwardReturn: null };
    platform = await fakePlatform({ 'GET /v1/moments/similar': ({ query }) => ({ json: {
      moment, found: query.get('sameSeries') === 'true' ? [] : [{ ...moment, symbol: 'B', forwardReturn: 0.0123, score: 0.98765 }, { ...moment, score: 0.5 }],
    } }) });
    const { out } = await platform.run(['similar', 'A', '--exchange', 'sim', '--interval', '1m']);
    expect(out).toMatch(/^like {2}sim:A 1m, 2026-01-05/);
    expect(out).toMatch(/sim:B .* 0\.988 +\+1\.23 %\n.* 0\.500 +not known yet\n$/);
    expect((await platform.run(['similar', 'A', '--interval', '1m', '--same-series'])).out).toContain('no other moment');
  });
});

describe('jobs', () => {
  it('are listed, shown and cancelled', async () => {
    const job = { service: 'gnn-trainer', id: 'j', kind: 'train', parameters: { model: 'lag', training: { seed: 1 } }, state: 'failed', attempt: 1, progress: { fraction: 0.42, note: 'x', recordsWritten: 0 }, code: 'UNIVERSE_TOO_SMALL', message: 'Two assets.', createdAt: AT, startedAt: AT, finishedAt: AT };
    const running = { ...job, id: 'r', state: 'running', finishedAt: null };
    platform = await fakePlatform({ 'GET /v1/jobs': () => ({ json: { jobs: [job] } }), 'GET /v1/jobs/gnn-trainer/j': () => ({ json: job }), 'GET /v1/jobs/gnn-trainer/r': () => ({ json: running }), 'GET /v1/jobs/gnn-trainer/k': () => problem(404, 'JOB_UNKNOWN') });
    expect((await platform.run(['jobs', 'ls', '--service', 'gnn-trainer'])).out).toMatch(/gnn-trainer +j +train +lag +failed +42 % .* UNIVERSE_TOO_SMALL: Two assets\.\n$/);
    expect((await platform.run(['jobs', 'show', 'gnn-trainer', 'j'])).out).toMatch(/UNIVERSE_TOO_SMALL(.*\n)*createdAt +2026-01-05 \d\d:\d\d:\d\dZ\nstartedAt +2026-01-05 .*\nfinishedAt +2026-01-05 /);
    expect(await platform.run(['jobs', 'cancel', 'gnn-trainer', 'j'])).toMatchObject({ code: 0, out: expect.stringMatching(/^j has ended already, failed at 2026-01-05 /) as string });
    expect(platform.produced('queue-control')).toEqual([]);
    expect(await platform.run(['jobs', 'cancel', 'gnn-trainer', 'r'])).toMatchObject({ code: 0, out: 'gnn-trainer was asked to cancel r\n' });
    expect((await platform.run(['jobs', 'cancel', 'gnn-trainer', 'k'])).code).toBe(exitCodes.notFound.code);
    expect(platform.produced('queue-control')).toMatchObject([{ job: 'r', command: 'stop', service: 'gnn-trainer' }]);
  });
});

describe('lineage', () => {
  it('walks from a prediction, an account’s figures and an answer to the records', async () => {
    platform = await fakePlatform({
      'GET /v1/lineage/prediction': () => ({ json: {
        prediction: { model: 'lag', version: 1, exchange: 'sim', symbol: 'A', openTime: AT, probabilityUp: 0.6 }, source, readable: true, record,
        basis: [{ source, readable: false, record: null }], version: null, run: { id: 'job', seed: 7, dataFrom: AT, dataTo: AT, graphHash: 'ab', codeVersion: '1' },
      } }),
      'GET /v1/lineage/roi/alice': () => ({ json: { figures: figures('fifo'), fills: [{ ...fills[0], source, readable: true, record }], next: null, marks: [{ exchange: 'sim', symbol: 'A', openTime: AT, close: '110', source, readable: true, record }] } }),
      'GET /v1/lineage/answers/q': () => ({ json: { answer: { id: 'q', answer: 'Yes.', model: 'm' }, source, readable: true, record, question: null, citations: [{ number: 1, kind: 'bar', title: 'A', source, readable: true, record }] } }),
    });
    const prediction = (await platform.run(['lineage', 'prediction', 'A', '1m', '--exchange', 'sim'])).out;
    expect(prediction).toMatch(/came from +agent\.fills\.v1\[2\]@9 {2}\{"id":"f1"\}\ntrained by +job, seed 7/);
    expect(prediction).toMatch(/rests on +agent\.fills\.v1\[2\]@9, which the log no longer holds\n$/);
    expect((await platform.run(['lineage', 'roi', 'alice'])).out).toMatch(/marked to +sim:A 110, .*\nfill +f2 at .*agent\.fills\.v1\[2\]@9/);
    expect((await platform.run(['lineage', 'answer', 'q'])).out).toMatch(/\[1\] bar +A {2}agent\.fills\.v1\[2\]@9/);
    expect((await platform.run(['lineage', 'nothing', 's', '1'])).code).toBe(exitCodes.usage.code);
  });
});

describe('rebuild', () => {
  it('of the ledger is a job of the service that keeps it', async () => {
    const state = { hash: 'h', vectors: [], ledger: { rows: 3, sha256: 'ab' } };
    const job = { service: 'roi-logger', id: 'job-1', kind: 'rebuild', state: 'finished', attempt: 1, progress: { fraction: 1, note: '', recordsWritten: 3 }, code: null, message: null, createdAt: AT, startedAt: AT, finishedAt: AT };
    platform = await fakePlatform({ 'GET /v1/state-hash': () => ({ json: state }), 'GET /v1/jobs/roi-logger/job-1': () => ({ json: job }) });
    expect((await platform.run(['rebuild', 'ledger'])).out).toMatch(/^rebuilt +ledger in .*\nbefore +3 rows ab\nafter +3 rows ab {2}the same\n$/);
    expect(platform.produced('queue-control')).toMatchObject([{ job: 'job-1', command: 'start', service: 'roi-logger', kind: 'rebuild' }]);
  });

  it('makes a ledger again that is refused until then', async () => {
    let asked = 0;
    const job = { service: 'roi-logger', id: 'job-1', kind: 'rebuild', state: 'finished', attempt: 1, progress: null, code: null, message: null, createdAt: AT, startedAt: AT, finishedAt: AT };
    platform = await fakePlatform({
      'GET /v1/state-hash': () => (asked++ === 0 ? problem(503, 'LEDGER_OUTDATED') : { json: { hash: 'h', vectors: [], ledger: { rows: 3, sha256: 'ab' } } }),
      'GET /v1/jobs/roi-logger/job-1': () => ({ json: job }),
    });
    expect((await platform.run(['rebuild', 'ledger'])).out).toMatch(/^rebuilt +ledger in .*\nbefore +not to be read: LEDGER_OUTDATED\nafter +3 rows ab {2}not the same/);
  });
});
