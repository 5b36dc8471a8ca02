/** Which keys an object may have: those that are the same in a directory, in a URL and in S3. */
import { TerminalError } from '@streamforge/contracts/errors';

const segment = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** Longest key, in bytes. */
const keyBytes = 512;
/** Longest segment: a file system's 255 bytes, less the hash that a file's name ends with. */
const segmentBytes = 190;

/** A segment starts with a letter or a digit, so that neither `..` nor a hidden file is one. */
const isSegment = (text: string): boolean => text.length <= segmentBytes && segment.test(text);

/** Whether a text is a key that every store takes. */
export const isObjectKey = (key: string): boolean => key.length <= keyBytes && key.split('/').every(isSegment);

/** The segments of a key; throws REQUEST_INVALID when it is not one. */
export const segmentsOf = (key: string): readonly string[] => {
  if (isObjectKey(key)) return key.split('/');
  const rule = `must be segments of ASCII letters, digits, . _ and -, each at most ${segmentBytes} and all at most ${keyBytes} bytes`;
  throw new TerminalError('REQUEST_INVALID', `An object's key ${rule}.`, { key: JSON.stringify(key.slice(0, keyBytes)) });
};
