import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { selectEvidence } from '../../src/evidence/select.ts';

const piece = (text: string, offset = 0): Evidence => ({ kind: 'document', title: '', text, source: { topic: 'documents.v1', partition: 0, offset } });

describe('evidence', () => {
  it('is numbered in its order, each saying once', () => {
    const selected = selectEvidence([piece('a'), piece('b', 1), piece('a'), piece('a', 2)], { characters: 100, most: 10 });
    expect(selected.map(({ number, text, source: { offset } }) => [number, text, offset])).toEqual([[1, 'a', 0], [2, 'b', 1], [3, 'a', 2]]);
  });

  it('keeps within its room; what is too long makes room for what is shorter', () => {
    const selected = selectEvidence([piece('x'.repeat(60)), piece('y'.repeat(60)), piece('short')], { characters: 100, most: 10 });
    expect(selected.map(({ text }) => text.length)).toEqual([60, 5]);
    expect(selectEvidence([piece('a'), piece('b'), piece('c')], { characters: 100, most: 2 })).toHaveLength(2);
  });
});
