import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, describeVersion, VERSION_BYTES, versionOf, type VersionParts } from '../src/version.ts';

const parts: fc.Arbitrary<VersionParts> = fc.record({
  closed: fc.boolean(),
  revision: fc.oneof(fc.maxSafeNat(), fc.nat(3), fc.constantFrom(2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER)),
  digest: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex')),
});

const byParts = (a: VersionParts, b: VersionParts): number =>
  Number(a.closed) - Number(b.closed) || a.revision - b.revision || Buffer.compare(Buffer.from(a.digest, 'hex'), Buffer.from(b.digest, 'hex'));

describe('a version', () => {
  it('orders closed above open, then revisions, then digests', () => {
    fc.assert(fc.property(parts, parts, (a, b) => {
      expect(Math.sign(compareVersions(versionOf(a), versionOf(b)))).toBe(Math.sign(byParts(a, b)));
    }), { numRuns: 1_000 });
  });

  it('can be told to people without loss', () => {
    fc.assert(fc.property(parts, (version) => {
      const bytes = versionOf(version);
      expect(bytes).toHaveLength(VERSION_BYTES);
      expect(describeVersion(bytes)).toEqual({ closed: version.closed, revision: version.revision, sha256: version.digest });
    }));
  });

  it('refuses what can’t be ordered', () => {
    const digest = '0'.repeat(64);
    for (const revision of [-1, 1.5, Number.NaN, 2 ** 53]) expect(() => versionOf({ closed: true, revision, digest })).toThrow(RangeError);
    expect(() => versionOf({ closed: true, revision: 1, digest: '0'.repeat(62) })).toThrow(RangeError);
    expect(() => versionOf({ closed: true, revision: 1, digest: 'g'.repeat(64) })).toThrow(RangeError);
    expect(() => describeVersion(new Uint8Array(40))).toThrow(RangeError);
  });
});
