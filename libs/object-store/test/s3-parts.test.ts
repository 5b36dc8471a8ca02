import { describe, expect, it } from 'vitest';
import { partBytesOf } from '../src/s3/upload.ts';

const mebibyte = 1_048_576;

describe('the parts of a body', () => {
  it.each([
    [8 * mebibyte + 1, 8], [80_000 * mebibyte, 8], [80_000 * mebibyte + 1, 9], [5 * 1_024 * 1_024 * mebibyte, 525],
  ])('of %d bytes are of %d MiB, and at most 10,000', (bytes, part) => {
    expect(partBytesOf(bytes)).toBe(part * mebibyte);
    expect(Math.ceil(bytes / partBytesOf(bytes))).toBeLessThanOrEqual(10_000);
  });
});
