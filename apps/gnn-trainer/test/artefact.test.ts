import { takerOf } from '@streamforge/gnn/samples';
import { datasetOf } from '@streamforge/gnn/dataset';
import { typescriptEngine } from '@streamforge/gnn/kernels/typescript/engine';
import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { alignBars } from '@streamforge/market/snapshot/panel';
import { openArtefact } from '@streamforge/model-registry/artefact';
import { hasOnnxRuntime, runOnnx } from '@streamforge/testing/onnx-runtime';
import { describe, expect, it } from 'vitest';
import { readConfig, type ArtefactConfig } from '../src/artefact/config.ts';
import { closesOf, openTimeOf, small, symbolOf } from './market.ts';
import { quick, training } from './orders.ts';
import { freshPlatform } from './platform.ts';

const bytesOf = (config: object): Uint8Array => Buffer.from(JSON.stringify(config));
const invalid = expect.objectContaining({ code: 'ARTEFACT_INVALID' });

describe('a version’s artefact', () => {
  const platform = freshPlatform();

  it('predicts in another runtime what was published, has every plot that its card shows, and is refused when its parts do not fit', async () => {
    const { start, send, ended, registry, published, ports: { objects } } = platform();
    await start();
    await send(training('job-1', { training: { ...quick, layer: 'gatv2', heads: 2, temporal: 'gru', layerNorm: true, epochs: 3, leakLimit: 1 } }));
    expect(await ended('job-1')).toMatchObject({ state: 'finished' });
    const version = await registry.version('small', 1);
    if (version === undefined) throw new Error('there is no version');
    const artefact = await openArtefact(objects, version);
    const config = readConfig(await artefact.read('config.json'));

    const closes = closesOf(small);
    const series = Array.from({ length: small.assets }, (_, asset) =>
      ({ symbol: symbolOf(asset), openTimes: closes.map((__, bar) => openTimeOf(bar)), closes: closes.map((row) => Number(row[asset]?.toFixed(6))) }));
    const dataset = datasetOf(applySnapshot(alignBars(series, { interval: '1m', calendar: '24/7' }), config.snapshot));
    const { nodes, history, channels } = dataset;
    const x = takerOf(typescriptEngine(), dataset).inputs([dataset.times.length - 1]);
    const file = await artefact.read('model.onnx');
    const said = hasOnnxRuntime ? await runOnnx(file, x, [1, nodes.length, history, channels.length]) : undefined;
    const predictions = await published('gnn.predictions.v1');
    expect(predictions).toHaveLength(small.assets);
    for (const { value: { symbol, probabilityUp, expectedReturn } } of predictions) {
      const node = nodes.indexOf(symbol);
      expect(said?.probabilityUp[node] ?? probabilityUp).toBeCloseTo(probabilityUp, 4);
      expect(said?.expected[node] ?? expectedReturn).toBeCloseTo(expectedReturn, 6);
    }

    const card = Buffer.from(await artefact.read('README.md')).toString('utf8');
    const shown = Array.from(card.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g), ([, file]) => file ?? '').toSorted();
    expect(shown).toEqual(artefact.files.map(({ name }) => name).filter((name) => name.endsWith('.svg')));
    expect(shown).toHaveLength(5);

    const { network, snapshot } = config;
    const broken: readonly Partial<ArtefactConfig>[] = [
      { network: { ...network, hidden: 1e9 } }, { network: { ...network, layer: 'eval' as never } }, { network: { ...network, history: 2 } },
      { network: { ...network, relations: [] } }, { snapshot: { ...snapshot, assets: snapshot.assets.slice(1, 2) } }, { format: 'pickle' as never },
    ];
    expect(readConfig(bytesOf(config))).toEqual(config);
    for (const change of broken) expect(() => readConfig(bytesOf({ ...config, ...change })), Object.keys(change).join()).toThrow(invalid);
  });
});
