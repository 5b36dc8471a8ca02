import { describe, expect, it } from 'vitest';
import type { GnnPrediction } from '@streamforge/contracts/events/gnn';
import type { ModelVersion } from '@streamforge/model-registry/entities';
import { predictionNote } from '../src/predictions/note.ts';
import { reachOf } from '../src/predictions/reach.ts';
import { readyTime } from '../src/predictions/recent.ts';
import { barEntry, closesOf, openTimeOf, PARTITIONS, small, storeBars, symbolOf } from './market.ts';
import { command, training } from './orders.ts';
import { freshPlatform, type Platform } from './platform.ts';

const trained = async ({ start, send, ended }: Platform, env = {}): Promise<void> => {
  await start(env);
  await send(training('job-1'));
  await ended('job-1');
};

const latest = (predictions: readonly { readonly value: GnnPrediction }[], bar: number) => predictions.filter(({ value }) => value.openTime === openTimeOf(bar));

describe('predictions', () => {
  const platform = freshPlatform();

  it('follow a training: one of each asset’s next bar, with the records of the newest bars that it rests on', async () => {
    await trained(platform());
    const predictions = await platform().published('gnn.predictions.v1');
    expect(predictions.map(({ value }) => value.symbol).toSorted()).toEqual(Array.from({ length: small.assets }, (_, asset) => symbolOf(asset)));
    const config = JSON.parse(await platform().text('models/small/1/config.json')) as {
      readonly snapshot: { readonly relations: readonly { readonly edges: readonly { readonly from: number; readonly to: number }[] }[] };
    };
    const edges = config.snapshot.relations.flatMap((relation) => relation.edges);
    for (const { value } of predictions) {
      expect(value).toMatchObject({ model: 'small', version: 1, exchange: 'sim', interval: '1m', openTime: openTimeOf(small.bars) });
      const node = Number(value.symbol.slice(1));
      const inputs = [...new Set([node, ...edges.filter(({ to }) => to === node).map(({ from }) => from)])].toSorted((a, b) => a - b);
      expect(value.basis).toEqual(inputs.map((asset) => ({ topic: 'market.candles.v1', partition: asset % PARTITIONS, offset: 1_000 * asset + small.bars - 1 })));
    }
    // Leaders have moved already, so where followers go can be known.
    const next = closesOf({ ...small, bars: small.bars + 1 });
    const right = predictions.filter(({ value: { symbol, probabilityUp } }) => {
      const asset = Number(symbol.slice(1));
      return asset >= small.leaders && (probabilityUp > 0.5) === ((next[small.bars]?.[asset] ?? 0) > (next[small.bars - 1]?.[asset] ?? 0));
    });
    expect(right.length).toBeGreaterThanOrEqual(5);
  });

  it('on command are the same events again, of an unpromoted version too where it is named', async () => {
    await trained(platform());
    const { send, ended, published } = platform();
    const before = await published('gnn.predictions.v1');
    await send(command('predict-1', 'predict', { version: 1 }));
    expect(await ended('predict-1')).toMatchObject({ state: 'finished', progress: { recordsWritten: small.assets } });
    const after = await published('gnn.predictions.v1');
    expect(after).toHaveLength(2 * small.assets);
    expect(new Set(after.map(({ id }) => id))).toEqual(new Set(before.map(({ id }) => id)));
  });

  it('are made as bars arrive, once for each time, when its bars are there', async () => {
    await trained(platform(), { GNN_PREDICT_SECONDS: '1' });
    const { ports: { documents }, published } = platform();
    const closes = closesOf({ ...small, bars: small.bars + 2 });
    const late = small.assets - 1;
    const storeAt = (bar: number, assets: readonly number[]) => documents.upsert('candles', assets.map((asset) => barEntry(asset, bar, closes[bar]?.[asset] ?? 0)));
    const all = Array.from({ length: small.assets }, (_, asset) => asset);
    await storeAt(small.bars, all);
    await expect.poll(async () => latest(await published('gnn.predictions.v1'), small.bars + 1), { timeout: 10_000 }).toHaveLength(small.assets);
    await storeAt(small.bars + 1, all.slice(0, late));
    await storeAt(small.bars + 1, [late]);
    await expect.poll(async () => latest(await published('gnn.predictions.v1'), small.bars + 2), { timeout: 10_000 }).toHaveLength(small.assets);
    const ids = (await published('gnn.predictions.v1')).filter(({ value }) => value.openTime > openTimeOf(small.bars)).map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('say of which assets there is none and why, and what the version is worth', async () => {
    await trained(platform());
    const { ports: { documents }, send, ended } = platform();
    const closes = closesOf({ ...small, bars: small.bars + 8 });
    for (let asset = 0; asset < small.assets - 1; asset += 1) {
      await documents.upsert('candles', closes.slice(small.bars).map((row, index) => barEntry(asset, small.bars + index, row[asset] ?? 0)));
    }
    await send(command('predict-1', 'predict'));
    const at = new Date(openTimeOf(small.bars + 7)).toISOString().replace('.000Z', 'Z');
    expect(await ended('predict-1')).toMatchObject({ progress: {
      recordsWritten: small.assets - 1, note: `7 of 8 assets predicted by small version 1; ${symbolOf(small.assets - 1)} lacks the bar of ${at}`,
    } });
    const version = { model: 'lag', version: 2, better: false, baseline: { name: 'mlp', accuracy: 0.5 } } as ModelVersion;
    expect(predictionNote({ predictions: [0], unpredicted: [] }, version, 1)).toBe('1 of 1 assets predicted by lag version 2; version 2 is not the champion and no better than its best baseline, mlp');
  });

  it('are refused of an artefact that is not what was registered', async () => {
    await trained(platform());
    const { ports: { objects }, send, ended } = platform();
    await objects.remove('models/small/1/model.safetensors');
    await objects.put('models/small/1/model.safetensors', Buffer.from('pickle'));
    await send(command('predict-1', 'predict'));
    expect(await ended('predict-1')).toMatchObject({ state: 'failed', code: 'ARTEFACT_INVALID' });
  });
});

describe('an evaluation', () => {
  const platform = freshPlatform();

  it('scores a version on the bars that came since, beside baselines, and changes no version', async () => {
    await trained(platform());
    const { ports, send, ended, registry } = platform();
    await storeBars(ports.documents, { ...small, bars: small.bars + 100 }, small.bars);
    await send(command('evaluate-1', 'evaluate'));
    expect(await ended('evaluate-1')).toMatchObject({ state: 'finished' });
    expect(await registry.run('evaluate-1')).toMatchObject({ kind: 'evaluate', status: 'finished', dataFrom: openTimeOf(small.bars - 1), message: expect.stringMatching(/^Version 1 on \d+ samples: better than/) as string });
    const metrics = new Map((await registry.metrics('evaluate-1')).map(({ key, value }) => [key, value]));
    expect(metrics.get('test.samples')).toBe(100 * small.assets);
    expect(metrics.get('test.accuracy')).toBeGreaterThan(metrics.get('baseline.mlp.test.accuracy') ?? 1);
    expect(await registry.versions('small', { limit: 9 })).toHaveLength(1);
  });
});

describe('what a prediction waits for', () => {
  const bar = (at: number) => ({ openTime: openTimeOf(at), close: 1, others: [], source: { topic: 't', partition: 0, offset: at } });
  const asset = (symbol: string, ...bars: readonly number[]) => ({ symbol, bars: bars.map(bar) });

  it('is the newest time at which all have their bar', () => {
    expect(readyTime([asset('A', 1, 2, 3), asset('B', 1, 2)], '1m')).toBe(openTimeOf(2));
    expect(readyTime([asset('A', 1, 2, 3), asset('B', 1, 2, 3)], '1m')).toBe(openTimeOf(3));
  });

  it('is no asset that has stopped trading, and without a common time the newest', () => {
    expect(readyTime([asset('A', 8, 9), asset('B', 8, 9), asset('C', 1, 2), asset('D')], '1m')).toBe(openTimeOf(9));
    expect(readyTime([asset('A', 2, 4), asset('B', 3)], '1m')).toBe(openTimeOf(4));
    expect(readyTime([asset('A')], '1m')).toBeUndefined();
  });

  it('reaches as far along the edges as the model has convolutions', () => {
    const edge = (from: number, to: number) => ({ from, to, weight: 1 });
    const relations = [{ name: 'lead-lag' as const, edges: [edge(0, 1), edge(1, 2)] }, { name: 'correlation' as const, edges: [edge(3, 2)] }];
    const assets = ['A', 'B', 'C', 'D'].map((symbol) => ({ symbol, mean: 0, deviation: 1, returns: 99, scales: [] }));
    const reach = (steps: number, ...channels: readonly string[]) => reachOf({ assets, relations, channels: ['return', ...channels] }, steps);
    expect(reach(0)).toEqual([[0], [1], [2], [3]]);
    expect(reach(1)).toEqual([[0], [0, 1], [1, 2, 3], [3]]);
    expect(reach(2, 'return-5')).toEqual([[0], [0, 1], [0, 1, 2, 3], [3]]);
    // A rank rests on the bars of all.
    expect(reach(0, 'rank-return')).toEqual([[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]]);
  });
});
