import { describe, expect, it } from 'vitest';
import { errorCodes, errors, isErrorCode, RetryableError, StreamForgeError, TerminalError } from '../src/errors.ts';

describe('an error code', () => {
  it.each(errorCodes)('%s says what happened and what to do', (code) => {
    const { says, fix, http } = errors[code];
    expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
    expect(says).toMatch(/^\S.*\.$/);
    expect(fix).toMatch(/^\S.*\.$/);
    expect(http).toBeGreaterThanOrEqual(400);
    expect(http).toBeLessThan(600);
  });

  it('is told from other text', () => {
    expect(isErrorCode('RECORD_EMPTY')).toBe(true);
    expect(isErrorCode('toString')).toBe(false);
  });
});

describe('an error', () => {
  it('names what, the detail and where', () => {
    const error = new StreamForgeError('DECIMAL_INVALID', 'open is "x".',
      { topic: 'market.candles.v1', partition: 3, offset: 17, key: 'a:b:1m' });
    expect(error.message).toBe('A decimal can’t be read. open is "x". (market.candles.v1[3]@17, key a:b:1m)');
    expect(error.fix).toBe(errors.DECIMAL_INVALID.fix);
  });

  it.each([
    [{}, 'The value is empty.'],
    [{ topic: 't' }, 'The value is empty. (t)'],
    [{ topic: 't', partition: 0 }, 'The value is empty. (t[0])'],
    [{ file: 'a.csv' }, 'The value is empty. (a.csv)'],
    [{ file: 'a.csv', line: 7 }, 'The value is empty. (a.csv:7)'],
  ])('at %j reads as a sentence', (where, message) => expect(new StreamForgeError('RECORD_EMPTY', '', where).message).toBe(message));

  it('tells by its type whether to try again, and keeps its cause', () => {
    const cause = new Error('refused');
    const retryable = new RetryableError('STORE_UNAVAILABLE', '', {}, { cause });
    expect(retryable).toBeInstanceOf(StreamForgeError);
    expect(retryable).toMatchObject({ name: 'RetryableError', code: 'STORE_UNAVAILABLE', cause });
    expect(new TerminalError('CONFIG_INVALID')).toMatchObject({ name: 'TerminalError' });
  });
});
