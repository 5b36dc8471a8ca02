import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import { describe, expect, it } from 'vitest';
import { datasetOf } from '../src/dataset.ts';
import { assess } from '../src/evaluation/assess.ts';
import { defaultOptions } from '../src/options.ts';
import { train } from '../src/train.ts';
import { cryptoPanel } from './market-panels.ts';

const panel = cryptoPanel();

describe.runIf(panel !== undefined)('a real market', () => {
  it('is learned from and scored beside its baselines, whatever comes of it; more than 55 % would be a leak', { timeout: 120_000 }, async () => {
    if (panel === undefined) return;
    const dataset = datasetOf(applySnapshot(panel, fitSnapshot(panel, { history: 5, edgesPerAsset: 3 })));
    const options = { ...defaultOptions, epochs: 3 };
    const { model, baselines, comparison } = await assess(await train(dataset, options), dataset, options);
    expect(model.scores.test.samples).toBeGreaterThan(30_000);
    for (const { forecast, scores } of [model, ...baselines]) {
      expect(scores.test.samples, forecast.name).toBe(model.scores.test.samples);
      expect(scores.test.accuracy, forecast.name).toBeGreaterThan(0.45);
      expect(scores.test.accuracy, forecast.name).toBeLessThan(0.55);
      expect(Math.abs(scores.test.ic ?? 0), forecast.name).toBeLessThan(0.1);
    }
    expect(comparison.verdict).toMatch(/^(no )?better than (majority|persistence|reversal|logistic|ridge|trees|mlp): /);
  });
});
