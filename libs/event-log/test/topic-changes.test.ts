import { describe, expect, it } from 'vitest';
import { topicChanges } from '../src/topic-changes.ts';

const spec = (name: string, partitions: number, retentionMs: number | null = null) => ({ name, partitions, retentionMs });

describe('what applying topics changes', () => {
  it('is nothing where all is as wanted, whatever else there is', () => {
    expect(topicChanges([spec('a', 3), spec('other', 1)], [spec('a', 3)])).toEqual([]);
  });

  it('is a topic that is missing', () => {
    expect(topicChanges([], [spec('a', 3, 1_000)])).toEqual([{ topic: 'a', kind: 'create', to: spec('a', 3, 1_000) }]);
  });

  it('is more partitions and another retention', () => {
    expect(topicChanges([spec('a', 3)], [spec('a', 6, 1_000)])).toEqual([
      { topic: 'a', kind: 'partitions', from: 3, to: 6 },
      { topic: 'a', kind: 'retention', from: null, to: 1_000 },
    ]);
  });

  it('is never fewer partitions', () => {
    expect(topicChanges([spec('a', 6)], [spec('a', 3, 5)])).toEqual([{ topic: 'a', kind: 'refused', from: 6, to: 3 }]);
  });
});
