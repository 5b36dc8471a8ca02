import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageFilter } from '../../src/answer/image-filter.ts';
import { markerFilter } from '../../src/answer/marker-filter.ts';
import { inTurn } from '../../src/answer/text-filter.ts';

const known = new Set([1, 2, 3]);
const filtered = (text: string, pieces: readonly string[] = [text]): readonly [text: string, cited: readonly number[]] => {
  const markers = markerFilter(known);
  const filter = inTurn(imageFilter(), markers);
  const shown = pieces.map((piece) => filter.push(piece)).join('') + filter.end();
  return [shown, markers.cited()];
};

describe('an image of Markdown', () => {
  it.each([
    ['see ![chart](https://evil.example/?q=1) ok', 'see ! [chart](https://evil.example/?q=1) ok'],
    ['see !![1](https://evil.example/) ok', 'see !! [1](https://evil.example/) ok'],
    ['It rose![9]', 'It rose!'],
  ])('is none any more, so that no page fetches it by itself: "%s"', (text, shown) => expect(filtered(text)[0]).toBe(shown));
});

describe('the citations of an answer', () => {
  it.each([
    ['It rose [1].', 'It rose [1].', [1]],
    ['It rose [2][1].', 'It rose [2][1].', [2, 1]],
    ['It rose [1, 3].', 'It rose [1, 3].', [1, 3]],
    ['It rose [1-3].', 'It rose [1, 2, 3].', [1, 2, 3]],
  ])('"%s" stay', (text, shown, cited) => expect(filtered(text)).toEqual([shown, cited]));

  it.each([
    ['It rose [9].', 'It rose.', []],
    ['It rose [1, 9] [4].', 'It rose [1].', [1]],
    ['[7] It rose', ' It rose', []],
    ['It rose [0][12345]', 'It rose[12345]', []],
  ])('of nothing are removed: "%s"', (text, shown, cited) => expect(filtered(text)).toEqual([shown, cited]));

  it.each(['a list [of words] and [', 'wow! yes!!', 'spaces   ', `${' '.repeat(20)}x${' '.repeat(20)}`, 'x[i] = y[j]', '[1', 'an [ 2 of'])('are not seen in "%s"', (text) => expect(filtered(text)).toEqual([text, []]));

  it('are the same wherever the text was cut', () => {
    const text = fc.array(fc.constantFrom('[', ']', '!', '1', '9', ', ', '-', ' ', 'a', '\n', '[2]', ' [9]', '[1, 3]', '![', '          ')).map((parts) => parts.join(''));
    fc.assert(fc.property(text, fc.array(fc.nat(40), { maxLength: 8 }), (whole, cuts) => {
      const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).toSorted((a, b) => a - b), whole.length];
      const pieces = places.slice(1).map((end, at) => whole.slice(places[at], end));
      expect(filtered(whole, pieces)).toEqual(filtered(whole));
    }), { numRuns: 500 });
  });
});
