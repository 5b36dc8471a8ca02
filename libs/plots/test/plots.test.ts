import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { assetGraph, type GraphRelation } from '../src/asset-graph.ts';
import { calibration } from '../src/calibration.ts';
import { equity } from '../src/equity.ts';
import { icOverTime } from '../src/ic-over-time.ts';
import { learningCurves } from '../src/learning-curves.ts';
import { tagFaults, textsOf } from './well-formed.ts';

const random = mulberry32(3);
const HOSTILE = '"><script>alert(1)</script>&\u202e\u0000\ud800]]>';
const times = Array.from({ length: 90 }, (_, at) => Date.UTC(2024, 0, 1) + at * 86_400_000);
const curve = (): readonly number[] => times.map((_, at) => 1 + 0.01 * at * (random() - 0.4));
const epochs = Array.from({ length: 12 }, (_, at) => ({ epoch: at + 1, trainLoss: 1 / (at + 1), validationLoss: 1.1 / (at + 1), validationAccuracy: 0.5 + at / 100 }));
const bins = Array.from({ length: 10 }, (_, at) => ({ from: at / 10, to: (at + 1) / 10, samples: at === 4 ? 1_200 : at === 5 ? 900 : 0, said: at === 4 ? 0.46 : at === 5 ? 0.53 : null, came: at === 4 ? 0.44 : at === 5 ? 0.58 : null }));
const relations: readonly GraphRelation[] = [
  { name: 'lead-lag', directed: true, edges: [{ from: 0, to: 1, weight: 0.3 }, { from: 1, to: 2, weight: -0.2 }] },
  { name: 'correlation', directed: false, edges: [{ from: 0, to: 2, weight: 0.5 }, { from: 2, to: 0, weight: 0.5 }] },
];
const mean = { value: 0.02, interval: { low: 0.001, high: 0.04 } };

const plotsOf = (model: string): Readonly<Record<string, string>> => ({
  'learning curves': learningCurves({ model, epochs, bestEpoch: 9, others: [{ epochs: epochs.slice(0, 5) }] }),
  calibration: calibration({ model, bins, calibrationError: 0.031 }),
  'IC over time': icOverTime({ model, times, ic: times.map((_, at) => at === 7 ? null : random() - 0.48), mean, every: 24, confidence: 0.95 }),
  equity: equity({ model: { name: model, net: curve(), gross: curve(), turnover: 0.4 }, others: [{ name: 'majority', net: curve() }, { name: model, net: curve() }], times, costBps: 5, topK: 3 }),
  graph: assetGraph({ model, nodes: [model, 'B', 'C'], relations: relations.map((relation) => ({ ...relation, name: `${relation.name}${model}` })) }),
});

const empty: Readonly<Record<string, string>> = {
  'learning curves': learningCurves({ model: 'none', epochs: [], bestEpoch: 0 }),
  calibration: calibration({ model: 'none', bins: [], calibrationError: null }),
  'IC over time': icOverTime({ model: 'none', times: [], ic: [], mean: { value: null, interval: null }, every: 1, confidence: 0.95 }),
  'one time': icOverTime({ model: 'none', times: [1], ic: [0.1], mean: { value: 0.1, interval: null }, every: 1, confidence: 0.95 }),
  equity: equity({ model: { name: 'none', net: [], gross: [], turnover: null }, others: [], times: [], costBps: 0, topK: 1 }),
  'flat equity': equity({ model: { name: 'none', net: [1, 1], gross: [1, 1], turnover: 0 }, others: [], times: [1, 2], costBps: 0, topK: 1 }),
  graph: assetGraph({ model: 'none', nodes: [], relations: [] }),
  'a graph of one': assetGraph({ model: 'none', nodes: ['A'], relations: [{ name: 'lead-lag', directed: true, edges: [] }] }),
};

describe.each([['a name', plotsOf('hourly')], ['a hostile name', plotsOf(HOSTILE)], ['nothing to show', empty]])('plots of %s', (_, plots) => {
  it.each(Object.entries(plots))('%s are whole, without a number that is none, and say what they are', (_name, svg) => {
    expect(tagFaults(svg)).toEqual([]);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg).not.toMatch(/<script|<foreignObject|<image|<a[ >]|\son[a-z]+=|(?:href|src)=/i);
    expect(svg.toWellFormed()).toBe(svg);
    expect(svg).toMatch(/role="img" aria-labelledby="([a-z-]+)-title \1-description"/);
    expect(svg).toMatch(/<title id="[a-z-]+-title">[^<]+<\/title><desc id="[a-z-]+-description">[^<]+<\/desc>/);
  });
});

describe('a plot', () => {
  it('is the same bytes for the same figures', () => {
    const draw = (): string => assetGraph({ model: 'm', nodes: ['A', 'B', 'C'], relations });
    expect(draw()).toBe(draw());
  });

  it('has axes with units, and words that do not lie on each other', () => {
    for (const svg of Object.values(plotsOf('hourly')).slice(0, 4)) {
      const texts = textsOf(svg);
      for (const [index, a] of texts.entries()) {
        for (const b of texts.slice(index + 1)) expect(Math.abs(a.x - b.x) > 6 || Math.abs(a.y - b.y) > 6, `${a.text} and ${b.text}`).toBe(true);
      }
    }
    expect(plotsOf('hourly')['IC over time']).toContain('>time (UTC)</text>');
    expect(plotsOf('hourly')['equity']).toContain('>equity, 1 at the start</text>');
  });

  it('has colours of its own for dark pages', () => {
    expect(plotsOf('hourly')['equity']).toContain('@media (prefers-color-scheme: dark){');
  });
});

describe('what a plot says', () => {
  it('the counts of each bin, and the calibration error', () => {
    const { calibration: svg = '' } = plotsOf('hourly');
    expect(textsOf(svg).map(({ text }) => text)).toEqual(expect.arrayContaining(['1,200', '900']));
    expect(svg).toContain('2,100 test samples in 2 bins; calibration error 3.10 points');
  });

  it('what the model came to, net and gross, and who was best', () => {
    const svg = equity({ model: { name: 'gcn', net: [1, 0.9], gross: [1, 1.1], turnover: 0.5 }, others: [{ name: 'mlp', net: [1, 1.05] }, { name: 'ridge', net: [1, 1.2] }], times: [1, 2], costBps: 5, topK: 2 });
    expect(svg).toContain('>−10.0 % net, +10.0 % before costs; ridge +20.0 % net; 2 long, 2 short, 5 bps a trade, turnover 50 % a bar');
  });

  it('curves that nearly all was lost on, apart, on an axis that says it is logarithmic', () => {
    const draw = (...ends: readonly number[]): string => equity({
      model: { name: 'm', net: [1, 2], gross: [1, 2], turnover: null }, others: ends.map((end) => ({ name: `to ${end}`, net: [1, end] })), times: [1, 2], costBps: 1, topK: 1,
    });
    const heights = (svg: string): readonly number[] => Array.from(svg.matchAll(/<path[^>]* d="M[\d.]+,[\d.]+L[\d.]+,([\d.]+)"/g), ([, y]) => Number(y)).slice(0, 2);
    const [low = 0, lower = 0] = heights(draw(0.003, 0.03));
    expect(Math.abs(low - lower)).toBeGreaterThan(40);
    expect(draw(0.003, 0)).toContain('>equity, 1 at the start, logarithmic</text>');
    expect(draw(0.8)).toContain('>equity, 1 at the start</text>');
  });

  it('each loss on an axis of its own', () => {
    const svg = plotsOf('hourly')['learning curves'] ?? '';
    const axes = Array.from(svg.matchAll(/rotate\(-90\)[^>]*>([^<]+)</g), ([, name]) => name);
    expect(axes.filter((name) => name?.endsWith('loss'))).toEqual(['training loss', 'validation loss']);
  });

  it('which assets were left out of a large graph: those with fewest edges', () => {
    const nodes = Array.from({ length: 80 }, (_, at) => `S${at}`);
    const edges = nodes.slice(0, 79).map((_, at) => ({ from: at + 1, to: at % 8, weight: 0.2 }));
    const svg = assetGraph({ model: 'm', nodes, relations: [{ name: 'lead-lag', directed: true, edges }], most: 20 });
    expect(svg).toContain('the 20 of 80 assets with most edges, and the 19 of 79 edges among them');
    expect(svg.match(/<circle/g)).toHaveLength(20);
    expect(svg).toContain('>S0</text>');
    expect(svg).not.toContain('>S79</text>');
  });

  it('no more points than a screen shows, and every peak', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => at);
    const net = many.map((at) => at === 12_345 ? 9 : 1);
    const svg = equity({ model: { name: 'm', net, gross: net, turnover: null }, others: [], times: many, costBps: 1, topK: 1 });
    expect(svg.length).toBeLessThan(60_000);
    const peak = Math.min(...Array.from(svg.matchAll(/[ML][\d.]+,([\d.]+)/g), ([, y]) => Number(y)));
    expect(peak).toBeLessThan(140);
  });
});
