import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startProgram, type ChildProgram } from '@streamforge/testing/child-process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../src/bundle.ts';
import { produceCandle } from './candle.ts';

describe('the bundle of an app', () => {
  let place = '';
  beforeAll(async () => {
    // Outside the repository: nothing of node_modules is found from here.
    place = await mkdtemp(join(tmpdir(), 'streamforge-bundle-'));
    for (const app of ['ingest', 'gateway', 'gnn-trainer', 'streamforge']) await bundle({ root: resolve('.'), app, outdir: join(place, app) });
  }, 120_000);
  afterAll(() => rm(place, { recursive: true }));
  const started: ChildProgram[] = [];
  afterEach(async () => {
    for (const program of started.splice(0)) await program.kill('SIGKILL');
  });
  const start = (app: string): ChildProgram => {
    const env = { STREAMFORGE_DATA: join(place, 'data'), STREAMFORGE_HTTP_PORT: '0', STREAMFORGE_LOG_LEVEL: 'info' };
    const program = startProgram(join(place, app, 'main.mjs'), [], { cwd: place, env });
    started.push(program);
    return program;
  };

  it('is a few files in one folder, with a module for each thread', async () => {
    const files = await readdir(join(place, 'ingest'));
    expect(files).toEqual(expect.arrayContaining(['main.mjs', 'libs-sqlite-worker.mjs', 'libs-event-log-embedded-program.mjs']));
    expect(files.filter((name) => !name.endsWith('.mjs'))).toEqual(['third-party']);
  });

  it('says whose packages it holds, where who lists the contents of images looks, with their licences', async () => {
    const { version } = JSON.parse(await readFile('node_modules/fastify/package.json', 'utf8')) as { readonly version: string };
    const folder = join(place, 'ingest', 'third-party');
    const held = await readdir(folder);
    expect(held).toEqual(expect.arrayContaining([`fastify@${version}`, expect.stringMatching(/^@fastify\+error@/)]));
    // Neither our own, nor what only builds.
    expect(held.filter((name) => /streamforge|esbuild|vitest/.test(name))).toEqual([]);
    expect(JSON.parse(await readFile(join(folder, `fastify@${version}`, 'package.json'), 'utf8'))).toEqual({ name: 'fastify', version, license: 'MIT' });
    expect(await readFile(join(folder, `fastify@${version}`, 'LICENSE'), 'utf8')).toContain('MIT');
  });

  it('has the thread in which models are trained', async () => {
    expect((await readdir(join(place, 'gnn-trainer'))).filter((name) => name.startsWith('apps-gnn-trainer'))).not.toEqual([]);
    const trainer = start('gnn-trainer');
    await trainer.saw(/Server listening at (\S+?)"/);
    expect(await trainer.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('runs from there: gateway takes a candle, ingest stores it, gateway gives it back', async () => {
    const writing = start('gateway');
    const [, to = ''] = await writing.saw(/Server listening at (\S+?)"/);
    expect(await (await fetch(`${to}/healthz`)).json()).toMatchObject({ status: 'alive' });
    expect(await produceCandle(to, 0)).toBe(0);
    expect(await writing.kill('SIGTERM')).toEqual({ code: 0, signal: null });

    const ingest = start('ingest');
    const [, at = ''] = await ingest.saw(/Server listening at (\S+?)"/);
    expect((await fetch(`${at}/healthz`)).status).toBe(200);
    const stored = async (): Promise<boolean> => /^streamforge_records_stored_total\{[^}]*\} [1-9]/m.test(await (await fetch(`${at}/metrics`)).text());
    await expect.poll(stored, { timeout: 20_000, interval: 50 }).toBe(true);
    expect(await ingest.kill('SIGTERM')).toEqual({ code: 0, signal: null });

    const reading = start('gateway');
    const [, from = ''] = await reading.saw(/Server listening at (\S+?)"/);
    const answer = await fetch(`${from}/v1/candles?exchange=binance&symbol=BTCUSDT&interval=1m`);
    expect(JSON.stringify(await answer.json())).toContain('"close":"100.5"');
    await reading.kill('SIGTERM');
  });

  it.each([
    ['EVENT_LOG_URL', 'kafka://127.0.0.1:1'], ['DOCUMENTS_URL', 'postgres://user:password@127.0.0.1:1/database'],
    ['DOCUMENTS_URL', 'arangodb://user:password@127.0.0.1:1/database'],
  ])('holds the adapter that %s=%s names', async (name, url) => {
    const env = { STREAMFORGE_DATA: join(place, 'other'), STREAMFORGE_HTTP_PORT: '0', [name]: url };
    const program = startProgram(join(place, 'gateway', 'main.mjs'), [], { cwd: place, env });
    started.push(program);
    expect((await program.saw(/BACKEND_UNREACHABLE.*/))[0]).toMatch(/127\.0\.0\.1:1\b/);
  });

  it('is the command line too', async () => {
    const help = startProgram(join(place, 'streamforge', 'main.mjs'), ['--help'], { cwd: place });
    expect(await help.ended).toEqual({ code: 0, signal: null });
    expect(help.stdout()).toContain('StreamForge on the command line');
  });

  it('runs in its image on the Node that it was tested with', async () => {
    const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as { readonly devDependencies: { readonly node: string } };
    expect(await readFile('Dockerfile', 'utf8')).toContain(`ARG NODE_IMAGE=docker.io/library/node:${devDependencies.node}-`);
  });

  it('is not made of an app that there is not', async () => {
    await expect(bundle({ root: resolve('.'), app: 'nobody', outdir: join(place, 'nobody') })).rejects.toThrow('nobody');
  });
});
