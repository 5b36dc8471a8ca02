import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_CHARACTERS, chunksOf } from '../src/chunks.ts';

const sizes = { most: 60, overlap: 25 };
const texts = (text: string): readonly string[] => chunksOf(text, sizes).map((chunk) => chunk.text);

describe('chunks', () => {
  it('of a short text are one, without the space around it', () => {
    expect(chunksOf('  Rates were left unchanged.\n')).toEqual([{ from: 2, to: 28, text: 'Rates were left unchanged.' }]);
    expect(chunksOf(' \n ')).toEqual([]);
  });

  it('are whole sentences, the last of which the next chunk repeats', () => {
    expect(texts('The index rose. Banks led the gains. Oil fell a little. Gold was flat. Bonds slept.')).toEqual([
      'The index rose. Banks led the gains. Oil fell a little.', 'Oil fell a little. Gold was flat. Bonds slept.',
    ]);
  });

  it('end with a paragraph where that leaves them at least half full', () => {
    expect(texts('The index rose. Banks led the gains.\n\nOil fell a little. Gold was flat.')).toEqual([
      'The index rose. Banks led the gains.', 'Banks led the gains.\n\nOil fell a little. Gold was flat.',
    ]);
  });

  it('of one endless sentence are cut at spaces, and of one endless word anywhere but inside a character', () => {
    expect(texts('word '.repeat(20).trim()).every((text) => /^(?:word ?)+$/.test(text))).toBe(true);
    expect(texts('📈'.repeat(100)).every((text) => text.isWellFormed())).toBe(true);
  });

  it('hold every character that is no space, are never too long, and repeat no more than they may', () => {
    const piece = constantFrom('a', 'Bc', ' ', '. ', '.\n', '\n\n', '…”', '。', '📈', 'word ', '!');
    assert(property(array(piece, { maxLength: 400 }).map((pieces) => pieces.join('')), (text) => {
      const chunks = chunksOf(text, sizes);
      let covered = 0;
      for (const { from, to, text: chunk } of chunks) {
        expect(chunk).toBe(text.slice(from, to));
        expect(to - from).toBeLessThanOrEqual(sizes.most);
        expect(text.slice(covered, from).trim()).toBe('');
        expect(Math.max(0, covered - from)).toBeLessThanOrEqual(sizes.overlap);
        expect(to).toBeGreaterThan(covered);
        covered = to;
      }
      expect(text.slice(covered).trim()).toBe('');
    }));
  });

  it('of the largest document are made in one pass', () => {
    for (const text of ['x'.repeat(900_000), 'a.'.repeat(450_000), `.${'"'.repeat(899_999)}`]) {
      expect(chunksOf(text)).toHaveLength(900_000 / CHUNK_CHARACTERS);
    }
  });
});
