import { expect, it } from 'vitest';
import { unitsText } from '../src/minute-of-trades.ts';

it.each([
  [123_450, 2, '1234.50'], [5, 3, '0.005'], [1_000, 3, '1.000'], [7, 0, '7'],
])('%i units with %i digits are %s', (units, digits, text) => {
  expect(unitsText(units, digits)).toBe(text);
});
