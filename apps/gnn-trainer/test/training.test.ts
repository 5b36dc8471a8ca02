import { sha256 } from '@streamforge/codec/digest';
import { fromSafetensors } from '@streamforge/gnn/safetensors';
import { describe, expect, it } from 'vitest';
import { openTimeOf, PARTITIONS, small, storeBars, symbolOf } from './market.ts';
import { command, quick, training } from './orders.ts';
import { freshPlatform } from './platform.ts';

const prefix = 'models/small/1/';

describe('a training', () => {
  const platform = freshPlatform();

  it('makes one whole version: its files, a manifest of their sha256, and rows that say what it is worth', async () => {
    const { start, send, ended, registry, keys, text, published, ports: { objects } } = platform();
    await start();
    await send(training('job-1'));
    expect(await ended('job-1')).toMatchObject({ state: 'finished', attempt: 1, progress: { fraction: 1, recordsWritten: 1 + small.assets } });

    const manifest = JSON.parse(await text(`${prefix}manifest.json`)) as { readonly files: readonly { readonly name: string; readonly sha256: string }[] };
    const names = manifest.files.map(({ name }) => name);
    expect(await keys('')).toEqual([...names, 'manifest.json'].map((name) => `${prefix}${name}`).toSorted());
    for (const file of manifest.files) expect(await objects.head(`${prefix}${file.name}`)).toMatchObject({ sha256: file.sha256 });
    expect(names).toEqual(expect.arrayContaining(['README.md', 'config.json', 'metrics.json', 'model.onnx', 'model.safetensors', 'plots/calibration.svg']));

    const version = await registry.champion('small');
    expect(version).toMatchObject({ version: 1, run: 'job-1', prefix, sha256: sha256(await text(`${prefix}manifest.json`)), better: true });
    expect(version?.accuracy).toBeGreaterThan((version?.baseline.accuracy ?? 1) + 0.1);
    expect(await registry.run('job-1')).toMatchObject({
      experiment: 'small', kind: 'train', status: 'finished', seed: quick.seed, dataFrom: openTimeOf(0), dataTo: openTimeOf(small.bars - 1),
      message: expect.stringMatching(/^better than /) as string, graphHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string, params: { training: quick },
    });
    const metrics = new Map((await registry.metrics('job-1')).map(({ key, step, value }) => [`${key} ${step}`, value]));
    expect(metrics.get('test.accuracy 0')).toBe(version?.accuracy);
    expect(metrics.get(`baseline.${version?.baseline.name}.test.accuracy 0`)).toBe(version?.baseline.accuracy);
    expect(metrics.get('epoch.train.loss 1')).toBeGreaterThan(metrics.get(`epoch.train.loss ${quick.epochs}`) ?? Infinity);
    expect(await published('gnn.models.v1')).toMatchObject([{ id: 'small:1', value: { model: 'small', version: 1, run: 'job-1', prefix, sha256: version?.sha256, better: true } }]);
  });

  it('says in its artefact which records its bars came from, and that its weights are what they should be', async () => {
    const { start, send, ended, keys, text, ports } = platform();
    await start();
    await send(training('job-1', { universe: { exchange: 'sim', interval: '1m', symbols: [symbolOf(0), symbolOf(3), symbolOf(1)], from: openTimeOf(20), to: openTimeOf(400) } }));
    await ended('job-1');
    const config = JSON.parse(await text(`${prefix}config.json`)) as { readonly data: unknown; readonly snapshot: { readonly assets: readonly { readonly symbol: string }[] } };
    expect(config).toMatchObject({
      model: 'small', version: 1, run: 'job-1', training: quick,
      data: {
        bars: 3 * 380,
        inputs: [
          { topic: 'market.candles.v1', partition: 0, fromOffset: 20, toOffset: 3_399, records: 760 },
          { topic: 'market.candles.v1', partition: 1 % PARTITIONS, fromOffset: 1_020, toOffset: 1_399, records: 380 },
        ],
      },
    });
    expect(config.snapshot.assets.map(({ symbol }) => symbol)).toEqual([symbolOf(0), symbolOf(1), symbolOf(3)]);
    const weights = Buffer.concat(await Array.fromAsync((await ports.objects.get(`${prefix}model.safetensors`)) ?? []));
    expect(fromSafetensors(weights).tensors.size).toBeGreaterThan(0);
    const card = await text(`${prefix}README.md`);
    expect(card).toMatch(/^---\nlibrary_name: streamforge\n/);
    expect(card).toContain('| market.candles.v1 | 0 | 20 to 3399 | 760 |');
    expect(await keys('checkpoints/')).toEqual([]);
  });

  it('delivered again changes nothing; as another job it makes another version of the same weights', async () => {
    const { start, send, ended, registry, text, published, deadLetters } = platform();
    await start();
    await send(training('job-1'), training('job-1', { time: openTimeOf(9) }), training('job-2'));
    await ended('job-2');
    await send(training('job-1'));
    expect((await registry.versions('small', { limit: 9 })).map(({ version, run }) => [version, run])).toEqual([[2, 'job-2'], [1, 'job-1']]);
    for (const name of ['model.safetensors', 'metrics.json']) expect(await text(`models/small/2/${name}`)).toBe(await text(`${prefix}${name}`));
    expect((await published('gnn.models.v1')).map(({ id }) => id)).toEqual(['small:1', 'small:2']);
    expect(await deadLetters()).toEqual([]);
  });

  it('does not see bars that came after it began, though they came before it read', async () => {
    const { start, send, ended, registry, jobs, ports } = platform();
    await jobs.accept({ id: 'job-1', kind: 'train', parameters: { model: 'small', universe: { exchange: 'sim', interval: '1m', to: openTimeOf(small.bars) }, training: quick } });
    await storeBars(ports.documents, { ...small, bars: small.bars + 20 }, small.bars);
    await start();
    await send(training('job-2'));
    await Promise.all([ended('job-1'), ended('job-2')]);
    expect(await registry.run('job-1')).toMatchObject({ dataTo: openTimeOf(small.bars - 1) });
    expect(await registry.run('job-2')).toMatchObject({ dataTo: openTimeOf(small.bars + 19) });
  });

  it('of a universe without bars, or with too few, fails with a code, and its run says so', async () => {
    const { start, send, ended, registry } = platform();
    await start();
    await send(
      training('nothing', { universe: { exchange: 'nowhere', interval: '1m' } }),
      training('short', { universe: { exchange: 'sim', interval: '1m', to: openTimeOf(40) } }),
      training('alone', { universe: { exchange: 'sim', interval: '1m', symbols: [symbolOf(1)] } }),
    );
    for (const id of ['nothing', 'short', 'alone']) {
      expect(await ended(id)).toMatchObject({ state: 'failed', code: 'UNIVERSE_TOO_SMALL', attempt: 1 });
      expect(await registry.run(id)).toMatchObject({ status: 'failed', message: expect.stringContaining('too few bars') as string });
    }
    expect(await registry.models()).toEqual([]);
  });

  it('of named symbols is refused where one of them has no such bars, and the others are not learned from alone', async () => {
    const { start, send, ended, registry } = platform();
    await start();
    const symbols = [...Array.from({ length: small.assets }, (_, asset) => symbolOf(asset)), 'NOPE-USD'];
    await send(training('unknown', { universe: { exchange: 'sim', interval: '1m', symbols } }));
    expect(await ended('unknown')).toMatchObject({ state: 'failed', code: 'NOT_FOUND', attempt: 1, message: expect.stringContaining('No 1m bars of NOPE-USD at sim are stored.') as string });
    expect(await registry.models()).toEqual([]);
  });
});

describe('a training that finds nothing to learn', () => {
  const platform = freshPlatform((documents) => storeBars(documents, { ...small, leaders: 0 }));

  it('says that it is no better than its baseline, and becomes champion by force only', async () => {
    const { start, send, ended, registry, published, text, deadLetters } = platform();
    await start();
    await send(training('job-1'));
    await ended('job-1');
    expect(await registry.champion('small')).toBeUndefined();
    expect(await registry.run('job-1')).toMatchObject({ status: 'finished', message: expect.stringMatching(/^no better than /) as string });
    expect(await text(`${prefix}README.md`)).toContain('**It is no better than ');
    expect(await published('gnn.models.v1')).toMatchObject([{ value: { better: false } }]);
    await send(command('p1', 'promote'));
    await expect.poll(deadLetters).toMatchObject([{ code: 'MODEL_NOT_BETTER' }]);
    await send(command('p2', 'promote', { force: true }));
    await expect.poll(() => registry.champion('small')).toMatchObject({ version: 1 });
    expect(await registry.aliasHistory('small')).toMatchObject([{ why: 'forced', by: 'p2' }]);
  });
});
