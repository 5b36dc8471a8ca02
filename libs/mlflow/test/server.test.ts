import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startMlflowServer, type MlflowServer, type MlflowServerOptions } from '@streamforge/testing/mlflow/server';
import { afterEach, describe, expect, it } from 'vitest';
import { exportToServer } from '../src/server.ts';
import { AT, bodyOf, model } from './model.ts';

describe('an export to an MLflow server', () => {
  let server: MlflowServer;
  const started = async (options?: MlflowServerOptions) => server = await startMlflowServer(options);
  afterEach(() => server.close());

  it('makes experiment, runs, versions with their files, and the alias', async () => {
    const { url, state } = await started();
    expect(await exportToServer({ url: `${url}/` }, model())).toEqual({ runs: 3, versions: 3, files: 9, remarks: [] });
    expect([...state.experiments]).toEqual([['lag', '1']]);
    const runs = [...state.runs.values()];
    expect(runs.map(({ status, startTime, endTime }) => [status, startTime, endTime])).toEqual([0, 1, 2].map((at) => ['FINISHED', AT + at, AT + 1_000 + at]));
    expect(runs[1]?.params).toEqual(new Map([['training.seed', '1'], ['training.features', '["return","return-5"]'], ['universe.exchange', 'sim'], ['universe.symbols', '[]']]));
    expect(runs[1]?.metrics).toHaveLength(1_203);
    expect(runs[1]?.metrics.at(-1)).toEqual({ key: 'epoch.train.loss', step: 1_202, value: 1 / 1_203, timestamp: AT + 1_001 });
    const lag = state.models.get('lag');
    expect(lag?.aliases).toEqual(new Map([['champion', 2]]));
    expect(lag?.versions.map(({ version, run, source }) => [version, source === `mlflow-artifacts:/1/${run}/artifacts/model`])).toEqual([[1, true], [2, true], [3, true]]);
    const run = runs[2]?.id ?? '';
    expect(state.artefacts.get(`1/${run}/artifacts/model/plots/calibration.svg`)).toEqual(Uint8Array.from(bodyOf(3, 'plots/calibration.svg')));
  });

  it('sent again sends what is new only, and moves the alias', async () => {
    const { url, state, requests } = await started();
    await exportToServer({ url }, model(3));
    const before = requests.length;
    expect(await exportToServer({ url }, model(4, null))).toEqual({ runs: 4, versions: 1, files: 3, remarks: [] });
    expect(requests.slice(before).filter(({ path }) => path.endsWith('log-batch'))).toHaveLength(3);
    expect(state.models.get('lag')?.versions).toHaveLength(4);
    expect(state.models.get('lag')?.aliases.size).toBe(0);
  });

  it('that was cut off goes on where it was, and nothing is there twice', async () => {
    const { url, state, fail } = await started();
    let batches = 0;
    fail({ fault: { kind: 'drop reply' }, when: ({ path }) => path.endsWith('log-batch') && (batches += 1) === 2 });
    await expect(exportToServer({ url }, model(2))).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' });
    await exportToServer({ url }, model(2));
    const runs = [...state.runs.values()];
    expect(runs.map(({ status, metrics }) => [status, metrics.length])).toEqual([['FINISHED', 1_203], ['FINISHED', 1_203]]);
    expect(state.models.get('lag')?.versions).toHaveLength(2);
  });

  it('says that a server which keeps artefacts elsewhere gets no files', async () => {
    const { url, state } = await started({ artefacts: 's3://bucket' });
    const { files, remarks } = await exportToServer({ url }, model());
    expect(files).toBe(0);
    expect(remarks).toEqual([expect.stringContaining('--serve-artifacts')]);
    expect(state.models.get('lag')?.versions).toHaveLength(3);
  });

  it('sends its token, and says what was refused', async () => {
    const { url } = await started({ token: 'secret' });
    await expect(exportToServer({ url }, model())).rejects.toMatchObject({ name: 'TerminalError', code: 'BACKEND_CREDENTIALS', message: expect.stringContaining('401') as string });
    await expect(exportToServer({ url, token: 'secret' }, model(1))).resolves.toMatchObject({ versions: 1 });
  });

  it('says that nothing answers', async () => {
    const { url, close } = await started();
    await close();
    await expect(exportToServer({ url }, model())).rejects.toMatchObject({ name: 'RetryableError', code: 'BACKEND_UNREACHABLE' });
    await started();
  });

  it('says that what answers is no MLflow', async () => {
    await started();
    const answers: readonly (readonly [number, string])[] = [[200, '<html>'], [200, '{"hello":1}'], [404, '{"code":"ROUTE_UNKNOWN"}'], [404, 'Not found']];
    for (const [status, body] of answers) {
      const other = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
      await once(other, 'listening');
      const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      await expect(exportToServer({ url }, model(1)), body).rejects.toMatchObject({ code: 'BACKEND_MISMATCH', message: expect.stringContaining('no MLflow') as string });
      other.close();
    }
  });
});
