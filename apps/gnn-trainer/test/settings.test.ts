import { layerTypes, Training } from '@streamforge/contracts/events/gnn';
import { describe, expect, it } from 'vitest';
import { trainOptions } from '../src/study/settings.ts';

describe('the options of a training', () => {
  it('normalise graph attention, and nothing else, unless told', () => {
    const normalised = layerTypes.filter((layer) => trainOptions(Training.parse({ layer })).layerNorm);
    expect(normalised).toEqual(['gat', 'gatv2']);
    expect(trainOptions(Training.parse({ layer: 'gatv2', layerNorm: false })).layerNorm).toBe(false);
    expect(trainOptions(Training.parse({ layer: 'gcn', layerNorm: true })).layerNorm).toBe(true);
  });
});
