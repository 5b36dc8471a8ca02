import { describe, expect, it } from 'vitest';
import { Training, Universe } from '../src/events/gnn.ts';
import { trainingContradiction, universeContradiction } from '../src/events/gnn-contradiction.ts';

const [first, second] = [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2)];

describe('the bars of a training', () => {
  it.each([
    [{}, undefined],
    [{ from: first }, undefined],
    [{ from: first, to: second, symbols: ['BTCUSDT', 'ETHUSDT'] }, undefined],
    [{ from: second, to: second }, '"universe.from" must lie before "universe.to".'],
    [{ symbols: ['BTCUSDT', 'ETHUSDT', 'BTCUSDT'] }, '"universe.symbols" names a symbol twice.'],
  ])('%j: %s', (given, says) => {
    expect(universeContradiction(Universe.parse({ exchange: 'binance', interval: '1h', symbols: ['BTCUSDT', 'ETHUSDT'], ...given }))).toBe(says);
  });
});

describe('the network of a training', () => {
  it.each([
    [{ layer: 'gcn', hidden: 7, heads: 2 }, undefined],
    [{ layer: 'gat', hidden: 8, heads: 2 }, undefined],
    [{ layer: 'gat', hidden: 7, heads: 2 }, '"training.heads" of 2 do not divide "training.hidden" of 7.'],
    [{ layer: 'gatv2', hidden: 9, heads: 4 }, '"training.heads" of 4 do not divide "training.hidden" of 9.'],
    [{ layer: 'sage', seed: 0xffff_ffff, seeds: 1 }, undefined],
    [{ layer: 'sage', seed: 0xffff_ffff, seeds: 2 }, '"training.seeds" go beyond 4294967295.'],
  ])('%j: %s', (given, says) => {
    expect(trainingContradiction(Training.parse(given))).toBe(says);
  });
});
