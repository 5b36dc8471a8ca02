import { sha256 } from '@streamforge/codec/digest';
import { putArtefact } from '@streamforge/model-registry/artefact';
import { promote } from '@streamforge/model-registry/champion';
import { openRegistry } from '@streamforge/model-registry/registry';
import { describeRun, endRun, logMetrics, startRun } from '@streamforge/model-registry/runs';
import type { RegistryTables } from '@streamforge/model-registry/tables';
import { allotVersion, registerVersion } from '@streamforge/model-registry/versions';
import { openJobs } from '@streamforge/service-host/jobs/jobs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, START, type OpenedGateway } from './open-gateway.ts';

const weights = Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{}')]);
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>');
const verdict = 'No better than majority.';

let gateway: OpenedGateway;
beforeAll(async () => {
  gateway = await openGateway();
  const { relational, objects } = gateway.host.ports;
  await openRegistry(relational);
  for (const [at, run] of ['job-1', 'job-2'].entries()) {
    await relational.transaction<RegistryTables, void>(async (trx) => {
      await startRun(trx, { id: run, experiment: 'lag', kind: 'train', params: { training: { seed: 1 } }, seed: 1, codeVersion: '0.1.0', startedAt: START + at });
      await describeRun(trx, run, { dataFrom: START, dataTo: START + 1_000, graphHash: 'abc' });
      await logMetrics(trx, run, [{ key: 'epoch.train.loss', step: 1, value: 0.9 }, { key: 'epoch.train.loss', step: 12, value: 0.5 }, { key: 'test.accuracy', step: 0, value: 0.51 }]);
      const version = await allotVersion(trx, { model: 'lag', run, at: START });
      const files = new Map([['README.md', Buffer.from('# lag')], ['config.json', Buffer.from('{}')], ['metrics.json', Buffer.from('{}')], ['model.safetensors', weights], ['plots/equity.svg', svg]]);
      const place = await putArtefact(objects, { model: 'lag', version }, files);
      await registerVersion(trx, {
        ...place, model: 'lag', version, run, trainedFrom: START, trainedTo: START + 900, accuracy: 0.51,
        baseline: { name: 'majority', accuracy: 0.5 }, better: run === 'job-1', verdict, createdAt: START,
      });
      await endRun(trx, run, { status: 'finished', message: verdict, at: START + 5 });
    });
  }
  await relational.transaction<RegistryTables, void>((trx) => promote(trx, { model: 'lag', version: 1, force: false, by: 'job-1', at: START, automatic: true }));
});
afterAll(() => gateway.close());

const refused = async (url: string): Promise<readonly unknown[]> => {
  const answer = await gateway.ask({ url });
  return [answer.statusCode, answer.json<{ code: string }>().code];
};

describe('models', () => {
  it('are listed with their champion, and shown with versions and moves of it', async () => {
    expect(await gateway.get('/v1/gnn/models')).toEqual({ models: [{ name: 'lag', versions: 2, newest: 2, champion: 1, createdAt: START }] });
    const { body } = await gateway.ask({ url: '/metrics' });
    expect(body.split('\n').filter((line) => line.startsWith('streamforge_models{'))).toEqual(['streamforge_models{champion="yes"} 1', 'streamforge_models{champion="no"} 0']);
    const first = await gateway.get('/v1/gnn/models/lag?limit=1') as { next: string };
    expect(first).toMatchObject({ versions: [{ version: 2, verdict }], next: '2', aliases: [{ version: 1, why: 'better', by: 'job-1' }] });
    expect(await gateway.get(`/v1/gnn/models/lag?limit=1&cursor=${first.next}`)).toMatchObject({ versions: [{ version: 1, better: true }] });
    expect([await refused('/v1/gnn/models/none'), await refused('/v1/gnn/models/No!')]).toEqual([[404, 'MODEL_UNKNOWN'], [400, 'REQUEST_INVALID']]);
  });

  it('have files that come byte for byte with their sha256', async () => {
    const { files } = await gateway.get('/v1/gnn/models/lag/versions/2') as { files: readonly { name: string; bytes: number; sha256: string; href: string }[] };
    expect(files.map(({ name }) => name).toSorted()).toEqual(['README.md', 'config.json', 'manifest.json', 'metrics.json', 'model.safetensors', 'plots/equity.svg']);
    const model = files.find(({ name }) => name === 'model.safetensors');
    const answer = await gateway.ask({ url: model?.href ?? '' });
    expect([answer.statusCode, answer.rawPayload, model?.sha256]).toEqual([200, weights, sha256(weights)]);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream', 'content-length': '10', 'content-disposition': 'attachment; filename="model.safetensors"', etag: `"${sha256(weights)}"`,
      'repr-digest': `sha-256=:${Buffer.from(sha256(weights), 'hex').toString('base64')}:`,
    });
  });

  it('have files that are sent once to who names what it has', async () => {
    const url = '/v1/gnn/models/lag/versions/2/files/model.safetensors';
    const { headers: { etag = '' } } = await gateway.ask({ url });
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await gateway.ask({ url, headers: { 'if-none-match': held } });
      expect([answer.statusCode, answer.body, answer.headers.etag], held).toEqual([304, '', etag]);
    }
    expect((await gateway.ask({ url, headers: { 'if-none-match': '"other"' } })).rawPayload).toEqual(weights);
  });

  it('have a manifest that lists each of them, and plots that a page may show and that can do nothing', async () => {
    const { version: { sha256: registered }, files } = await gateway.get('/v1/gnn/models/lag/versions/2') as { version: { sha256: string }; files: readonly { name: string; href: string }[] };
    const manifest = await gateway.ask({ url: files.find(({ name }) => name === 'manifest.json')?.href ?? '' });
    expect([manifest.statusCode, sha256(manifest.rawPayload), manifest.headers['content-type']]).toEqual([200, registered, 'application/json']);
    const plot = await gateway.ask({ url: files.find(({ name }) => name === 'plots/equity.svg')?.href ?? '' });
    expect([plot.statusCode, plot.rawPayload]).toEqual([200, svg]);
    expect(plot.headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8', 'content-disposition': 'inline; filename="equity.svg"', 'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/) as string,
    });
  });

  it('give nothing that is not as the registered manifest says', async () => {
    const { objects } = gateway.host.ports;
    await objects.remove('models/lag/1/model.safetensors');
    await objects.put('models/lag/1/model.safetensors', Buffer.from([0x80, 4, 0x95, 1, 2]));
    await objects.put('models/lag/1/model.pt', Buffer.from('pickle'));
    expect(await refused('/v1/gnn/models/lag/versions/1/files/model.safetensors')).toEqual([500, 'ARTEFACT_INVALID']);
    const { files } = await gateway.get('/v1/gnn/models/lag/versions/1') as { files: readonly { name: string }[] };
    expect(files.map(({ name }) => name)).not.toContain('model.pt');
    expect((await gateway.ask({ url: '/v1/gnn/models/lag/versions/1/files/config.json' })).statusCode).toBe(200);
    expect((await refused('/v1/gnn/models/lag/versions/1/files/model.onnx'))).toEqual([404, 'NOT_FOUND']);
    expect((await gateway.ask({ url: '/v1/gnn/models/lag/versions/1/files/model.onnx' })).body).toMatch(/^(?!.*\/v1\/assets).*GET \/v1\/gnn\/models\/lag\/versions\/1 lists its files/);
  });

  it('give no file but those of an artefact', async () => {
    for (const file of ['model.pt', '..%2f..%2fsecret', '%2e%2e', 'model.safetensors%00', 'plots/..%2fconfig.json', 'plots/a.png', 'plots%2fequity.svg%2f..']) {
      expect((await refused(`/v1/gnn/models/lag/versions/1/files/${file}`))[0], file).toBeGreaterThanOrEqual(400);
    }
    expect(await refused('/v1/gnn/models/lag/versions/9/files/config.json')).toEqual([404, 'MODEL_UNKNOWN']);
    expect(await refused('/v1/gnn/models/lag/versions/0')).toEqual([400, 'REQUEST_INVALID']);
  });
});

describe('runs', () => {
  it('say what they were told, what they read and what they measured', async () => {
    expect(await gateway.get('/v1/gnn/runs?model=lag&limit=1')).toMatchObject({ runs: [{ id: 'job-2', status: 'finished' }] });
    expect(await gateway.get('/v1/gnn/runs/job-1/metrics')).toEqual({
      metrics: [{ key: 'epoch.train.loss', step: 1, value: 0.9 }, { key: 'epoch.train.loss', step: 12, value: 0.5 }, { key: 'test.accuracy', step: 0, value: 0.51 }],
    });
    expect(await gateway.get('/v1/gnn/runs/job-1?metric=epoch.train.loss')).toMatchObject({
      run: { id: 'job-1', seed: 1, dataFrom: START, graphHash: 'abc', codeVersion: '0.1.0', message: verdict },
      metrics: { 'epoch.train.loss': 0.5, 'test.accuracy': 0.51 },
      steps: [{ step: 1, value: 0.9 }, { step: 12, value: 0.5 }],
    });
    expect(await refused('/v1/gnn/runs/none')).toEqual([404, 'NOT_FOUND']);
  });
});

describe('jobs', () => {
  it('are listed by service or over all, and shown one by one', async () => {
    const jobs = await openJobs('gnn-trainer', gateway.host.ports.relational);
    await jobs.accept({ id: 'j1', kind: 'train', parameters: { model: 'lag' } });
    await jobs.accept({ id: 'j2', kind: 'train', parameters: {} });
    await jobs.cancel('j2');
    expect(await gateway.get('/v1/jobs/gnn-trainer/j1')).toMatchObject({ service: 'gnn-trainer', id: 'j1', kind: 'train', state: 'queued', progress: null, parameters: { model: 'lag' } });
    const ids = async (query: string) => (await gateway.get(`/v1/jobs?${query}`) as { jobs: readonly { id: string }[] }).jobs.map(({ id }) => id).toSorted();
    expect([await ids(''), await ids('service=gnn-trainer&state=cancelled'), await ids('service=embeddings')]).toEqual([['j1', 'j2'], ['j2'], []]);
    expect([await refused('/v1/jobs/gnn-trainer/none'), await refused('/v1/jobs?service=ingest')]).toEqual([[404, 'JOB_UNKNOWN'], [400, 'REQUEST_INVALID']]);
  });
});
