/**
 * The version of a fact: closed above open, then revision or event time, then the SHA-256 of its canonical body. It is carried by the
 * event itself, so that it never depends on when or where the event arrived; comparing bytes compares versions.
 */
export interface VersionParts {
  /** False while the fact may still change. */
  readonly closed: boolean;
  /** Revision or event time: a whole number from 0 to 2^53 - 1. */
  readonly revision: number;
  /** SHA-256 of the canonical body in hexadecimal: breaks ties, so that every order of arrival ends in the same state. */
  readonly digest: string;
}

/** One byte for closed, eight for the revision, 32 for the digest. */
export const VERSION_BYTES = 41;

const TWO_32 = 0x1_0000_0000;

/** Packs a version into 41 bytes whose order is the order of versions. */
export const versionOf = ({ closed, revision, digest }: VersionParts): Uint8Array => {
  if (!Number.isSafeInteger(revision) || revision < 0) {
    throw new RangeError(`A revision is a whole number from 0 to 2^53 - 1, not ${revision}.`);
  }
  const version = Buffer.allocUnsafe(VERSION_BYTES);
  version[0] = closed ? 1 : 0;
  writeUint32(version, 1, Math.floor(revision / TWO_32));
  writeUint32(version, 5, revision);
  if (digest.length !== 64 || version.write(digest, 9, 'hex') !== 32) throw new RangeError('A digest has 64 hexadecimal digits.');
  return version;
};

const writeUint32 = (bytes: Uint8Array, at: number, value: number): void => {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
};

/** Negative, zero or positive as version `a` is older than, the same as or newer than `b`. */
export const compareVersions = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b);

export interface VersionDescription {
  readonly closed: boolean;
  readonly revision: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Unpacks a version for people. */
export const describeVersion = (version: Uint8Array): VersionDescription => {
  if (version.length !== VERSION_BYTES) throw new RangeError(`A version has ${VERSION_BYTES} bytes, not ${version.length}.`);
  const view = new DataView(version.buffer, version.byteOffset, version.byteLength);
  return {
    closed: version[0] === 1,
    revision: view.getUint32(1) * TWO_32 + view.getUint32(5),
    sha256: Buffer.from(version.subarray(9)).toString('hex'),
  };
};
