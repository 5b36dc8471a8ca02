import { describe, expect, it } from 'vitest';
import { FailureRate } from '../src/loop/failure-rate.ts';

const after = (successes: number, failures: number): FailureRate => {
  const rate = new FailureRate();
  rate.succeeded(successes);
  for (let count = 0; count < failures; count += 1) rate.failed();
  return rate;
};

describe('the share of unexpected failures', () => {
  it('tolerates nine failures however few records there were', () => {
    expect(after(0, 8).exhausted).toBe(false);
  });

  it('is exhausted by the tenth failure when that is more than one in a hundred', () => {
    expect(after(500, 9).exhausted).toBe(true);
  });

  it('tolerates the tenth failure among more than a thousand records', () => {
    expect(after(2_000, 9).exhausted).toBe(false);
  });

  it('forgets failures older than ten thousand records', () => {
    const rate = after(0, 9);
    rate.succeeded(10_000);
    expect(rate.exhausted).toBe(false);
    for (let count = 0; count < 99; count += 1) rate.failed();
    expect(rate.exhausted).toBe(false);
    rate.failed();
    expect(rate.exhausted).toBe(true);
  });
});
