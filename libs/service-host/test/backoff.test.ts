import { describe, expect, it } from 'vitest';
import { backoff } from '../src/loop/backoff.ts';

describe('waiting before another attempt', () => {
  it('doubles up to the limit', () => {
    const wait = backoff({ firstMs: 100, mostMs: 1_000 }, () => 0);
    expect([1, 2, 3, 4, 5, 100].map(wait)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('is shortened by up to half, so that instances do not come back in step', () => {
    expect(backoff({ firstMs: 100, mostMs: 1_000 }, () => 1)(1)).toBe(50);
  });
});
