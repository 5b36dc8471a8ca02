import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptGuard } from '../../src/answer/prompt-guard.ts';

const RULES = 'You are the analyst of the platform. Rest every statement of fact on the evidence, and cite it.';
const guarded = (pieces: readonly string[]): readonly [shown: string, tripped: boolean] => {
  const guard = promptGuard([RULES]);
  return [pieces.map((piece) => guard.push(piece)).join('') + guard.end(), guard.tripped()];
};

describe('an answer', () => {
  it.each(['', 'It rose [1].', 'A statement of fact rests on evidence.', 'Ünïcödé 🙂 stays,\n as it is.'])('is passed on as it is: "%s"', (text) => {
    expect(guarded([text])).toEqual([text, false]);
  });

  it.each([
    ['word for word', RULES],
    ['in capitals', RULES.toUpperCase()],
    ['with other spaces and stops', RULES.replaceAll(/[ .,]/g, ' -- ')],
    ['with characters that can’t be seen', RULES.replaceAll('e', 'e\u200b')],
    ['from the middle', RULES.slice(30)],
    ['in full-width letters', RULES.replaceAll(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))],
  ])('ends where it begins to repeat the rules %s, and shows none of them', (_, echo) => {
    const [shown, tripped] = guarded([`My rules are: ${echo} That is all.`]);
    expect([shown, tripped]).toEqual(['My rules are: ', true]);
  });

  it('is the same wherever it was cut', () => {
    const text = fc.array(fc.constantFrom('a', 'It rose ', RULES.slice(0, 50), RULES.slice(10, 30), '. ', '🙂', '\n')).map((parts) => parts.join(''));
    fc.assert(fc.property(text, fc.nat(200), (whole, cut) => {
      const characters = Array.from(whole);
      const pieces = [characters.slice(0, cut).join(''), characters.slice(cut).join('')];
      expect(guarded(pieces)).toEqual(guarded([whole]));
      expect(guarded(characters)).toEqual(guarded([whole]));
    }), { numRuns: 200 });
  });
});
