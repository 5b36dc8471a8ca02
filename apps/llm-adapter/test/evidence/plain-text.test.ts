import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/evidence/plain-text.ts';

describe('text of others', () => {
  it.each([
    ['lines and tabs become spaces', 'one\n\ttwo\r\n three ', 'one two three'],
    ['an escape sequence can’t steer a terminal', 'red \u001b[31malert\u0007', 'red [31malert'],
    ['what can’t be seen is gone', 'buy\u200b\u202e now\ufeff', 'buy now'],
    ['its brackets cite nothing of ours', 'as shown [1] and [2, 3]', 'as shown (1) and (2, 3)'],
    ['its images are not fetched by a page', '![x](https://evil.example/a.png)', '! [x](https://evil.example/a.png)'],
  ])('%s', (_, text, plain) => expect(plainText(text, 200)).toBe(plain));

  it('is cut between words, and says so', () => {
    expect(plainText('alpha beta gamma delta', 14)).toBe('alpha beta…');
    expect(plainText('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(plainText(`${'x'.repeat(8)}🙂🙂`, 10)).toBe(`${'x'.repeat(8)}…`);
  });
});
